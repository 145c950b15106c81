//! Reads what `saludo_core::setup_check` judges, within the six connections of an invocation: first
//! what Graph tells, then the token's app, our own address and the privacy notice.

mod own_address;

use crate::book::client;
use crate::entry::Shell;
use crate::{graph, platform, privacy_notice, settings_cache};
use futures_util::future::join;
use futures_util::join;
use own_address::OwnAddress;
use saludo_core::setup_check::{
    ACCOUNT_FIELDS, Account, Facts, NUMBER_FIELDS, Number, Own, PROFILE_FIELDS, Profile, Read,
    Report, SubscribedApp, Subscription, TEMPLATE_FIELDS, Template, Token,
};
use saludo_core::shops::{Shop, Slug};
use saludo_core::time::MINUTE;
use worker::{Error, Result};

/// How old a report may be that is told again: Meta counts what it is asked.
const FRESH: i64 = MINUTE;

/// A template in nine languages fits; Meta finds parts of names too.
const MANY: &str = "100";

/// The report that was kept last; none where nothing was checked yet.
pub(crate) async fn last(shell: &Shell, slug: &Slug) -> Result<Option<Report>> {
    let mut answer = client::get(shell, slug, "/console/setup").await?;
    match answer.status_code() {
        // One of an earlier version of the worker may say what this one does not know.
        200 => Ok(answer.json().await.unwrap_or_default()),
        status => Err(Error::from(format!("a book answered {status}"))),
    }
}

/// A report that is at most a minute old.
pub(crate) async fn fresh(shell: &Shell, shop: (&Slug, &Shop)) -> Result<Report> {
    let last = last(shell, shop.0).await?;
    match last.filter(|report| platform::now() - report.at < FRESH) {
        Some(report) => Ok(report),
        None => check(shell, shop).await,
    }
}

/// Checks now, and keeps the report.
pub(crate) async fn check(shell: &Shell, (slug, shop): (&Slug, &Shop)) -> Result<Report> {
    settings_cache::forget(slug);
    let settings = settings_cache::settings(shell, slug).await?;
    let told = Told::read(shell, slug, shop, &settings.template).await;
    let own_address = OwnAddress::new(shell);
    let (subscriptions, (privacy, probes)) = join!(
        subscriptions(shell, &told.token),
        join(
            privacy_notice::open(&settings.privacy_url, &shell.config),
            own_address.probe()
        ),
    );
    let config = &shell.config;
    let facts = Facts {
        own: Own {
            public_url: &config.public_url,
            development: config.is_development(),
            jurisdiction: config.jurisdiction,
            graph_version: &config.graph_version,
            origins: &shop.origins,
            number: &shop.number,
            phone_number_id: &shop.phone_number_id,
            waba_id: &shop.waba_id,
            settings: &settings,
        },
        token: told.token,
        number: told.number,
        profile: told.profile,
        account: told.account,
        apps: told.apps,
        subscriptions,
        templates: told.templates,
        handshake: probes.handshake,
        delivery: probes.delivery,
        forgery: probes.forgery,
        privacy,
    };
    let report = Report::of(&facts, platform::now());
    keep(shell, slug, &report).await?;
    Ok(report)
}

async fn keep(shell: &Shell, slug: &Slug, report: &Report) -> Result<()> {
    let body = serde_json::to_vec(report)?;
    let answer = client::post_slice(shell, slug, "/console/setup", &body).await?;
    match answer.status_code() {
        204 => Ok(()),
        status => Err(Error::from(format!("a book answered {status}"))),
    }
}

/// What Graph tells: six calls at a time.
struct Told {
    token: Read<Token>,
    number: Read<Number>,
    profile: Read<Profile>,
    account: Read<Account>,
    apps: Read<Vec<SubscribedApp>>,
    templates: Read<Vec<Template>>,
}

impl Told {
    async fn read(shell: &Shell, slug: &Slug, shop: &Shop, template: &str) -> Self {
        let token = shell.config.access_token(slug).unwrap_or_default();
        let (number, waba) = (&shop.phone_number_id, &shop.waba_id);
        let profile = format!("{number}/whatsapp_business_profile");
        let apps = format!("{waba}/subscribed_apps");
        let templates = format!("{waba}/message_templates");
        let asked = [("input_token", token)];
        let named = [("name", template), ("limit", MANY)];
        let (token, number, profile, account, apps, templates) = join!(
            graph::read(shell, token, "debug_token", &asked, Token::of),
            graph::read_fields(shell, token, number, NUMBER_FIELDS, &[], Number::of),
            graph::read_fields(shell, token, &profile, PROFILE_FIELDS, &[], Profile::of),
            graph::read_fields(shell, token, waba, ACCOUNT_FIELDS, &[], Account::of),
            graph::read(shell, token, &apps, &[], SubscribedApp::all),
            graph::read_fields(
                shell,
                token,
                &templates,
                TEMPLATE_FIELDS,
                &named,
                Template::all
            ),
        );
        Self {
            token,
            number,
            profile,
            account,
            apps,
            templates,
        }
    }
}

/// What the token's app is subscribed to. That is the app's own business, which it asks about with its
/// id and secret; so this shows too whether the secret is that app's. While secrets are being
/// changed there are several, and the first that serves will do.
async fn subscriptions(shell: &Shell, token: &Read<Token>) -> Read<Vec<Subscription>> {
    let Some(app) = token.said().and_then(|token| token.app_id.as_deref()) else {
        return Read::Silent;
    };
    let path = format!("{app}/subscriptions");
    let mut answer = Read::Silent;
    for secret in shell.config.app_secrets.expose() {
        let own = format!("{app}|{secret}");
        answer = graph::read(shell, &own, &path, &[], Subscription::all).await;
        if !matches!(answer, Read::Refused(_)) {
            break;
        }
    }
    answer
}
