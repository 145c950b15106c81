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

/// The code's card on the screen, in the screen's own pixels: how bright each is.
struct Card {
    width: usize,
    rows: Vec<Vec<u8>>,
    /// How thick its edge and the light around the code's quiet zone are.
    edge: usize,
}

impl Card {
    /// The code with its quiet zone.
    fn code(&self) -> Vec<Vec<u8>> {
        let inside = |length: usize| self.edge..length - self.edge;
        let rows = &self.rows[inside(self.rows.len())];
        rows.iter()
            .map(|row| row[inside(self.width)].to_vec())
            .collect()
    }
}

/// How many pixels of one shade follow each other.
fn runs(line: &[u8]) -> Vec<usize> {
    line.chunk_by(|one, next| one == next)
        .map(<[u8]>::len)
        .collect()
}

/// A picture of the card as it stands there now.
async fn card(stage: &Stage) -> Card {
    let into_view = "const it = find('svg'); it.scrollIntoView({block: 'center', behavior: 'instant'}); \
        const box = it.getBoundingClientRect(), [line, light] = ['borderTopWidth', 'paddingTop'].map(name => parseFloat(getComputedStyle(it)[name])); \
        return [box.x, box.y, box.width, box.height, line + light].map(size => Math.round(size * devicePixelRatio))";
    stage.settled().await;
    let seen = stage.panel().ask(into_view).await;
    let shot = stage.driver.screenshot_as_png().await.unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(shot))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (channels, across) = (info.color_type.samples(), info.width as usize);
    let [left, top, width, height, edge] =
        [0, 1, 2, 3, 4].map(|at| usize::try_from(seen[at].as_u64().unwrap()).unwrap());
    let row = |y: usize| {
        let pixel = |x: usize| pixels[((top + y) * across + left + x) * channels];
        (0..width).map(pixel).collect()
    };
    Card {
        width,
        rows: (0..height).map(row).collect(),
        edge,
    }
}

/// What a phone's camera reads on the screen.
async fn scanned(stage: &Stage) -> Vec<String> {
    let card = card(stage).await;
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(card.width, card.rows.len(), |x, y| {
            card.rows[y][x]
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
async fn on_any_screen_each_module_has_whole_pixels_in_black_or_white() {
    let stage = Stage::new(DESK).await;
    // The usual scales of Windows, a Mac's, a small notebook and a sideboard of a window.
    for (width, height, scale) in [
        (1280, 800, 1.0),
        (1536, 864, 1.25),
        (1280, 720, 1.5),
        (1440, 900, 2.0),
        (1024, 480, 1.0),
        (320, 900, 1.0),
    ] {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        stage
            .devtools("Emulation.setDeviceMetricsOverride", screen)
            .await;
        stage.open_variant("plain", &Shop::own(), "lang=en").await;
        let panel = stage.panel();
        panel.open_form().await;
        panel.tick("offers").await;
        panel.tap("[data-do=scan]").await;
        stage.part("qr").await;
        stage.picture(&format!("qr-{width}-{height}")).await;
        let at = format!("{width} by {height}, {scale}");
        let link = panel.ask("return find('[part=continue]').href").await;
        assert_eq!(json!(scanned(&stage).await), json!([link]), "{at}");
        let code = card(&stage).await.code();
        assert!(
            code.iter().flatten().all(|it| matches!(it, 0 | 255)),
            "{at}"
        );
        let columns: Vec<Vec<u8>> = (0..code.len())
            .map(|x| code.iter().map(|row| row[x]).collect())
            .collect();
        for lines in [&code, &columns] {
            // A finder's edge is seven modules long, behind a quiet zone of four.
            let first = lines.iter().find(|line| line.contains(&0)).unwrap();
            let pixels = runs(first)[1] / 7;
            assert!(pixels >= 1 && runs(first)[0] + 1 >= 4 * pixels, "{at}");
            for line in lines {
                let lengths = runs(line);
                let inside = &lengths[1..lengths.len().max(2) - 1];
                assert!(
                    inside.iter().all(|it| it % pixels == 0),
                    "{at}: {lengths:?}"
                );
            }
        }
    }
    stage.close().await;
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
