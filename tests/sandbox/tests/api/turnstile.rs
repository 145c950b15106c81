//! The stand-in for Turnstile over HTTP.

use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn a_token_passes_once_and_only_with_the_secret() {
    let world = World::new("turnstile").await;
    let verify = async |secret: &str, token: &str| {
        let body = format!("secret={secret}&response={token}");
        let answer = world.form("/turnstile/v0/siteverify", &body).await;
        assert_eq!(answer.status, 200);
        let answer = answer.json();
        (answer["success"] == true, answer["error-codes"].clone())
    };
    let own = "dev-turnstile-secret";
    let token = "sandbox:pass:opt-in:1";
    for (secret, token, passes, errors) in [
        ("other", token, false, json!(["invalid-input-secret"])),
        (own, "", false, json!(["missing-input-response"])),
        (own, "XXXX", false, json!(["invalid-input-response"])),
        (
            own,
            "sandbox:fail:opt-in:1",
            false,
            json!(["invalid-input-response"]),
        ),
        (own, token, true, json!([])),
        (own, token, false, json!(["timeout-or-duplicate"])),
    ] {
        assert_eq!(verify(secret, token).await, (passes, errors), "{token}");
    }
    let broken = "secret=dev-turnstile-secret&response=sandbox:broken";
    assert_eq!(
        world.form("/turnstile/v0/siteverify", broken).await.status,
        502
    );
    let script = world.get("/turnstile/v0/api.js").await;
    assert!(script.text.contains("cf-turnstile-response"));
    world.stop().await;
}
