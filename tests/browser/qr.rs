//! On a desk the link is a QR code too.

use crate::hands::{count, opt_in};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::json;

/// The files of the module that draws, of those asked for since the last question.
async fn module(stage: &Stage) -> Vec<String> {
    let requests = stage.requests().await;
    let of_module = requests.iter().filter(|url| url.contains("/w/qr-"));
    let kinds = of_module.filter_map(|url| Some(url.rsplit_once('.')?.1.to_owned()));
    kinds.collect()
}

/// What a phone's camera reads on the screen.
async fn scanned(stage: &Stage) -> Vec<String> {
    let into_view = "const it = find('svg'); it.scrollIntoView({block: 'center', behavior: 'instant'}); \
        const box = it.getBoundingClientRect(); return [box.x, box.y, box.width, box.height].map(Math.round)";
    stage.settled().await;
    let seen = stage.panel().ask(into_view).await;
    stage.picture("qr-scanned").await;
    let shot = stage.driver.screenshot_as_png().await.unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(shot))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (channels, width) = (info.color_type.samples(), info.width as usize);
    let [left, top, across, down] =
        [0, 1, 2, 3].map(|at| usize::try_from(seen[at].as_u64().unwrap()).unwrap());
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(across, down, |x, y| {
        pixels[((top + y) * width + left + x) * channels]
    });
    let grids = picture.detect_grids();
    grids
        .iter()
        .filter_map(|grid| Some(grid.decode().ok()?.1))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_on_a_desk_shows_the_link_as_a_code_that_a_camera_reads() {
    let shop = Shop::own();
    for mode in ["light", "dark"] {
        let stage = Stage::new(DESK).await;
        stage
            .media_features(&[("prefers-color-scheme", mode)])
            .await;
        stage.open_variant("plain", &shop, "lang=en").await;
        let panel = stage.panel();
        panel.open_form().await;
        panel.tick("offers").await;
        stage.settled().await;
        stage.picture(&format!("qr-before-{mode}")).await;
        assert_eq!(module(&stage).await, [""; 0], "not before it is needed");
        panel.go().await;
        stage.part("qr").await;
        assert_eq!(module(&stage).await, ["js", "wasm"]);
        panel
            .says(
                "[part=qr] p",
                "Scan this with your phone’s camera. Your message is ready there.",
            )
            .await;
        panel
            .says("[part=continue]", "Open WhatsApp on this computer")
            .await;
        stage.settled().await;
        stage.picture(&format!("qr-{mode}")).await;
        stage.axe(&format!("the code in {mode}")).await;
        let link = panel.ask("return find('[part=continue]').href").await;
        assert_eq!(json!(scanned(&stage).await), json!([link]), "{mode}");
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn use_my_phone_instead_posts_and_opens_no_window() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.says("[data-do=scan]", "Use my phone instead").await;
    panel.tap("[data-do=scan]").await;
    panel
        .says(
            "[part=error]",
            "Tick at least one topic, so we know what to send you.",
        )
        .await;
    assert_eq!(count(&shop), 0);
    panel.tick("offers").await;
    panel.tap("[data-do=scan]").await;
    panel.shows("waiting").await;
    stage.part("qr").await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(stage.windows().await, 1, "no window opened");
    let links = scanned(&stage).await;
    assert_eq!(links.len(), 1);
    assert!(
        links[0].contains(item["code"].as_str().unwrap()),
        "{links:?}"
    );
    assert!(links[0].starts_with(&shop.sandbox("/wa/")), "{links:?}");
    panel.is_confirmed(&shop).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_choice_draws_another_code() {
    let (_, stage) = Stage::on_a_shop_page(DESK, "").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.tap("[data-do=scan]").await;
    stage.part("qr").await;
    let first = scanned(&stage).await;
    panel.tap("[data-do=change]").await;
    panel.shows("topics").await;
    panel.tick("restock").await;
    panel.tap("[data-do=scan]").await;
    panel.shows("waiting").await;
    let link = panel.ask("return find('[part=continue]').href").await;
    assert_ne!(json!(first), json!([link]));
    stage
        .until("the other code", async || {
            (json!(scanned(&stage).await) == json!([link])).then_some(())
        })
        .await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_draws_the_code_again() {
    let (_, stage) = Stage::on_a_shop_page(DESK, "").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.tap("[data-do=scan]").await;
    stage.part("qr").await;
    let first = scanned(&stage).await;
    stage.driver.refresh().await.unwrap();
    panel.shows("waiting").await;
    stage.part("qr").await;
    assert_eq!(scanned(&stage).await, first);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_has_neither_code_nor_button_and_loads_nothing_for_them() {
    let (shop, stage) = Stage::on_a_shop_page(PHONE, "").await;
    let panel = stage.panel();
    panel.open_form().await;
    assert!(!panel.has("[data-do=scan]").await);
    panel.tick("offers").await;
    panel.go().await;
    panel.says("[part=continue]", "Open WhatsApp again").await;
    assert!(!panel.has("[part=qr]").await);
    stage.settled().await;
    stage.picture("waiting-phone").await;
    panel.is_confirmed(&shop).await;
    assert_eq!(module(&stage).await, [""; 0]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_module_does_not_load_there_is_still_the_link() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    stage.block(&["*/w/qr-*"]).await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.tap("[data-do=scan]").await;
    panel.shows("waiting").await;
    panel.says("[part=continue]", "Open WhatsApp again").await;
    assert!(!panel.has("[part=qr]").await);
    panel.is_confirmed(&shop).await;
    stage.close().await;
}
