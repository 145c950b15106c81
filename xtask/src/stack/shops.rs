//! Shops for tests: each owns a book, a number and the sandbox's misbehaviour towards it.

/// The demo shop of `.dev.vars`, which the tests' setting keeps.
const DEMO: &str = r#""demo":{"phone_number_id":"106540352242922","waba_id":"102290129340398","number":"15550783881","origins":["http://localhost:*"]}"#;

/// One shop of a test stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestShop {
    /// `t00`, `t01`…
    pub slug: String,
    /// The number, digits only.
    pub number: String,
    /// Meta's id of the number.
    pub phone_number_id: String,
    /// Meta's id of its account: what is said of an account is said to each of its shops.
    pub waba_id: String,
}

impl TestShop {
    /// How many the stack of the tests has: more than the end-to-end tests of a stage take, one
    /// each or a few. (All are named in one argument, of which Linux takes 128 KiB: some 800.)
    pub const COUNT: usize = 660;

    /// The shop of an index.
    pub fn new(index: usize) -> Self {
        let number = format!("155507{index:05}");
        Self {
            slug: format!("t{index:02}"),
            phone_number_id: format!("9{number}"),
            waba_id: format!("8{number}"),
            number,
        }
    }

    /// How many shops beside those have an access token of their own: for tests of what Meta says of a
    /// token, which else is every shop's.
    pub const WITH_TOKEN: usize = 32;

    /// A shop with a token of its own, of an index.
    pub fn with_token(index: usize) -> Self {
        let number = format!("155508{index:05}");
        Self {
            slug: format!("k{index:02}"),
            phone_number_id: format!("9{number}"),
            waba_id: format!("8{number}"),
            number,
        }
    }

    /// The worker's setting of that token, which the sandbox knows by the number's id.
    pub(super) fn own_token(&self) -> (String, String) {
        (
            format!("WHATSAPP_ACCESS_TOKEN__{}", self.slug.to_ascii_uppercase()),
            format!("dev-access-token-{}", self.phone_number_id),
        )
    }

    pub(super) fn sandbox_number(&self) -> String {
        format!(
            "{}/{}={}={}",
            self.waba_id, self.phone_number_id, self.number, self.slug
        )
    }
}

/// The worker's setting `SHOPS`.
pub(super) fn setting(shops: &[TestShop]) -> String {
    let entries: Vec<String> = shops
        .iter()
        .map(|shop| {
            format!(
                r#""{}":{{"phone_number_id":"{}","waba_id":"{}","number":"{}","origins":["http://localhost:*","https://shop.example"]}}"#,
                shop.slug, shop.phone_number_id, shop.waba_id, shop.number
            )
        })
        .collect();
    format!("{{{DEMO},{}}}", entries.join(","))
}
