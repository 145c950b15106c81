//! Overview and log of a new shop, as they are seen.

use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shop_is_told_what_comes_next() {
    let shop = Shop::own();
    for (size, device) in [(DESK, "desk"), (PHONE, "phone")] {
        let stage = Stage::new(size).await;
        stage.sign_in(&shop, "").await;
        stage
            .is_sound(&shop, "?lang=en", &format!("overview-new-{device}"))
            .await;
        assert_eq!(stage.seen(".empty a.main").await, 1);
        stage
            .is_sound(&shop, "/log?lang=es", &format!("log-new-{device}-es"))
            .await;
        stage.close().await;
    }
}
