//! Every check in each of its states.

use super::*;
use crate::config::Jurisdiction;
use crate::locale::Locale;
use crate::settings::Settings;
use crate::time::{DAY, Millis};
use serde_json::{Value, json};

/// 2026-11-30.
const NOW: Millis = 1_796_000_000_000;
const WABA: &str = "102290129340398";
const HOOK: &str = "https://wa.shop.example/webhooks/whatsapp";

/// What was read, before it is judged.
#[derive(Clone)]
struct World {
    public_url: String,
    development: bool,
    jurisdiction: Jurisdiction,
    version: String,
    origins: Vec<String>,
    settings: Settings,
    token: Value,
    number: Value,
    profile: Value,
    account: Value,
    apps: Value,
    subscriptions: Value,
    templates: Value,
    handshake: Probed,
    delivery: Probed,
    forgery: Probed,
    privacy: Result<(), String>,
}

fn template(language: &str) -> Value {
    json!({
        "name": "saludo_opt_in_confirmation", "language": language, "status": "APPROVED",
        "category": "UTILITY", "rejected_reason": "NONE", "quality_score": {"score": "GREEN"},
        "components": [
            {"type": "BODY", "text": "From {{shop}} about {{purposes}}, ask {{contact}} any time."},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Mine", "url": "https://wa.shop.example/p/{{1}}"}]},
        ],
    })
}

fn good() -> World {
    let fields: Vec<Value> = [
        "messages",
        "user_preferences",
        "message_template_status_update",
        "message_template_quality_update",
        "template_category_update",
        "phone_number_quality_update",
        "phone_number_name_update",
        "account_update",
        "account_review_update",
        "account_alerts",
        "business_capability_update",
        "security",
    ]
    .iter()
    .map(|name| json!({"name": name, "version": "v26.0"}))
    .collect();
    World {
        public_url: "https://wa.shop.example".into(),
        development: false,
        jurisdiction: Jurisdiction::Eu,
        version: "v26.0".into(),
        origins: vec!["https://shop.example".into()],
        settings: Settings {
            locales: vec![Locale::parse("en").unwrap(), Locale::parse("es").unwrap()],
            ..Settings::example_for("shop", "https://wa.shop.example")
        },
        token: json!({"data": {"app_id": "7", "is_valid": true, "expires_at": 0,
            "data_access_expires_at": 0,
            "scopes": ["whatsapp_business_messaging", "whatsapp_business_management"],
            "granular_scopes": [{"scope": "whatsapp_business_messaging", "target_ids": [WABA]}]}}),
        number: json!({"display_phone_number": "+1 555-078-3881", "verified_name": "Shop",
            "name_status": "APPROVED", "status": "CONNECTED", "platform_type": "CLOUD_API",
            "code_verification_status": "VERIFIED", "account_mode": "LIVE", "is_on_biz_app": false,
            "health_status": {"can_send_message": "AVAILABLE", "entities": []}}),
        profile: json!({"data": [{"description": "A shop", "email": "a@shop.example",
            "profile_picture_url": "https://a.example/b.jpg", "websites": ["https://shop.example"]}]}),
        account: json!({"name": "Shop", "account_review_status": "APPROVED",
            "business_verification_status": "verified", "ownership_type": "SELF",
            "owner_business_info": {"name": "Shop S.L."}, "primary_funding_id": "5"}),
        apps: json!({"data": [{"whatsapp_business_api_data": {"id": "7", "name": "Saludo"}}]}),
        subscriptions: json!({"data": [{"object": "whatsapp_business_account",
            "callback_url": HOOK, "active": true, "fields": fields}]}),
        templates: json!({"data": [template("en"), template("es")]}),
        handshake: Probed::Good,
        delivery: Probed::Good,
        forgery: Probed::Good,
        privacy: Ok(()),
    }
}

/// An answer of Graph, or, where there is none, silence.
fn read<T>(answer: &Value, parse: impl Fn(&Value) -> T) -> Read<T> {
    let body = if answer.is_null() {
        b"<html>".to_vec()
    } else {
        answer.to_string().into_bytes()
    };
    Read::parse(200, &body, parse)
}

fn report(world: &World) -> Report {
    let facts = Facts {
        own: Own {
            public_url: &world.public_url,
            development: world.development,
            jurisdiction: world.jurisdiction,
            graph_version: &world.version,
            origins: &world.origins,
            number: "15550783881",
            phone_number_id: "106540352242922",
            waba_id: WABA,
            settings: &world.settings,
        },
        token: read(&world.token, Token::of),
        number: read(&world.number, Number::of),
        profile: read(&world.profile, Profile::of),
        account: read(&world.account, Account::of),
        apps: read(&world.apps, SubscribedApp::all),
        subscriptions: read(&world.subscriptions, Subscription::all),
        templates: read(&world.templates, Template::all),
        handshake: world.handshake,
        delivery: world.delivery,
        forgery: world.forgery,
        privacy: world.privacy.clone(),
    };
    Report::of(&facts, NOW)
}

/// One check once something differs from the good: its state and word.
fn found(id: Id, change: impl FnOnce(&mut World)) -> (State, Word) {
    let check = line(id, change);
    (check.state, check.word)
}

fn line(id: Id, change: impl FnOnce(&mut World)) -> Check {
    let mut world = good();
    change(&mut world);
    let mut checks = report(&world).checks.into_iter();
    checks.find(|check| check.id == id).unwrap()
}

/// Replaces a value, or takes it away.
fn set(value: &mut Value, pointer: &str, new: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).unwrap();
    if new.is_null() {
        parent.as_object_mut().unwrap().remove(key);
    } else {
        parent[key] = new;
    }
}

fn refusal(code: i64) -> Value {
    json!({"error": {"message": "no", "code": code, "fbtrace_id": "A"}})
}

use State::{Amber, Green, Red};

#[test]
fn in_a_good_set_up_all_is_green() {
    let report = report(&good());
    for check in &report.checks {
        assert_eq!(check.state, Green, "{check:?}");
    }
    let mut ids: Vec<Id> = report.checks.iter().map(|check| check.id).collect();
    ids.dedup();
    ids.sort_unstable();
    assert_eq!(ids, Id::ALL);
    assert_eq!(report.count(Green), Id::ALL.len() + 1);
}

#[test]
fn every_text_of_a_report_is_whole() {
    for tag in ["en", "es"] {
        let words = words(Locale::parse(tag).ok().as_ref());
        for world in [good(), bad()] {
            for check in report(&world).checks {
                let (says, fix) = (words.says(&check), words.fix(&check));
                assert!(!says.is_empty(), "{check:?}");
                assert!(!says.contains('{') && !fix.contains('{'), "{says} {fix}");
                assert_eq!(fix.is_empty(), check.state == Green, "{check:?}");
            }
        }
    }
}

/// Graph says nothing at all, and the rest is as bad as it can be.
fn bad() -> World {
    World {
        public_url: "https://saludo.me.workers.dev".into(),
        jurisdiction: Jurisdiction::Anywhere,
        version: "v20.0".into(),
        origins: vec![],
        token: Value::Null,
        number: refusal(190),
        profile: json!({"data": []}),
        account: json!({}),
        apps: Value::Null,
        subscriptions: json!({"data": []}),
        templates: refusal(10),
        handshake: Probed::Silent,
        delivery: Probed::Silent,
        forgery: Probed::Silent,
        privacy: Err("it answered 404".into()),
        ..good()
    }
}

#[test]
fn where_nothing_can_be_read_nothing_of_metas_is_green() {
    let own = [Id::Statement, Id::Contact, Id::Goods, Id::Secrets];
    for check in report(&bad()).checks {
        assert!(check.state > Green || own.contains(&check.id), "{check:?}");
    }
}

#[test]
fn the_secrets_are_the_shops_own_and_the_apps() {
    let id = Id::Secrets;
    assert_eq!(
        found(id, |world| world.development = true),
        (Amber, Word::SecretsDevelopment)
    );
    for code in [1, 101, 190] {
        let check = line(id, |world| world.subscriptions = refusal(code));
        assert_eq!((check.state, check.word), (Red, Word::SecretsOtherApp));
        assert_eq!(check.values["app"], "7");
    }
    assert_eq!(
        found(id, |world| world.subscriptions = refusal(2)),
        (Green, Word::SecretsGood)
    );
}

#[test]
fn the_domain_is_the_shops_own() {
    let at = |url: &str| found(Id::Domain, |world| world.public_url = url.into());
    assert_eq!(
        at("https://saludo.me.workers.dev"),
        (Amber, Word::DomainWorkersDev)
    );
    assert_eq!(at("http://localhost:8787"), (Amber, Word::DomainLocal));
    assert_eq!(
        at("https://workers.dev.shop.example"),
        (Green, Word::DomainOwn)
    );
}

#[test]
fn where_the_book_lives_is_said() {
    let lives = |jurisdiction| found(Id::Book, |world| world.jurisdiction = jurisdiction);
    assert_eq!(lives(Jurisdiction::Us), (Green, Word::BookUs));
    assert_eq!(lives(Jurisdiction::Anywhere), (Amber, Word::BookAnywhere));
    assert_eq!(
        found(Id::Book, |world| world.development = true),
        (Amber, Word::BookLocal)
    );
}

#[test]
fn a_version_of_graph_ends() {
    let version = |version: &str| found(Id::GraphVersion, |world| world.version = version.into());
    assert_eq!(version("v26.0"), (Green, Word::VersionNewest));
    assert_eq!(version("v31.0"), (Green, Word::VersionNewest));
    assert_eq!(version("v25.0"), (Green, Word::VersionGood));
    assert_eq!(version("v21.0"), (Amber, Word::VersionSoon));
    assert_eq!(version("v20.0"), (Red, Word::VersionOver));
    assert_eq!(version("v9.0"), (Red, Word::VersionOver));
    let check = line(Id::GraphVersion, |world| world.version = "v21.0".into());
    assert_eq!(check.values["date"], "2027-01-21");
}

#[test]
fn origins_are_listed_and_safe() {
    let listed = |origins: &[&str]| {
        let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        found(Id::Origins, |world| world.origins = origins)
    };
    assert_eq!(listed(&[]), (Red, Word::OriginsNone));
    assert_eq!(
        listed(&["https://shop.example", "http://localhost:*"]),
        (Amber, Word::OriginsOpen)
    );
}

#[test]
fn the_token_serves_and_does_not_end() {
    let id = Id::Token;
    let data = |pointer: &str, value: Value| {
        found(id, |world| {
            set(&mut world.token, &format!("/data/{pointer}"), value);
        })
    };
    assert_eq!(data("is_valid", json!(false)), (Red, Word::TokenInvalid));
    assert_eq!(data("is_valid", Value::Null), (Amber, Word::UnreadAbsent));
    assert_eq!(data("expires_at", Value::Null), (Amber, Word::UnreadAbsent));
    let seconds = |at: Millis| json!(at / 1000);
    assert_eq!(
        data("expires_at", seconds(NOW - DAY)),
        (Red, Word::TokenExpired)
    );
    assert_eq!(
        data("data_access_expires_at", seconds(NOW + 9 * DAY)),
        (Amber, Word::TokenExpires)
    );
    let check = line(id, |world| {
        set(&mut world.token, "/data/expires_at", seconds(NOW + 9 * DAY));
    });
    assert_eq!(check.values["days"], "9");
    assert_eq!(
        found(id, |world| world.token = refusal(190)),
        (Red, Word::TokenInvalid)
    );
    assert_eq!(
        found(id, |world| world.token = refusal(4)),
        (Amber, Word::UnreadRefused)
    );
    assert_eq!(
        found(id, |world| world.token = Value::Null),
        (Amber, Word::UnreadSilent)
    );
}

#[test]
fn the_token_may_send_and_manage_for_this_account() {
    let id = Id::Permissions;
    let check = line(id, |world| {
        world.token["data"]["scopes"] = json!(["whatsapp_business_messaging"]);
    });
    assert_eq!((check.state, check.word), (Red, Word::PermissionsMissing));
    assert_eq!(check.values["missing"], "whatsapp_business_management");
    assert_eq!(
        found(id, |world| {
            world.token["data"]["granular_scopes"][0]["target_ids"] = json!(["1"]);
        }),
        (Red, Word::PermissionsElsewhere)
    );
    assert_eq!(
        found(id, |world| set(
            &mut world.token,
            "/data/scopes",
            Value::Null
        )),
        (Amber, Word::UnreadAbsent)
    );
}

#[test]
fn the_account_is_held_by_the_shop_or_a_provider() {
    let owned = |kind: &str| {
        found(Id::Holder, |world| {
            world.account["ownership_type"] = json!(kind);
        })
    };
    assert_eq!(owned("CLIENT_OWNED"), (Green, Word::HolderClient));
    assert_eq!(owned("ON_BEHALF_OF"), (Amber, Word::HolderProvider));
    assert_eq!(owned("NEW"), (Amber, Word::UnreadAbsent));
    assert_eq!(
        found(Id::Holder, |world| {
            world.account = json!({"on_behalf_of_business_info": {"name": "Shop"}});
        }),
        (Amber, Word::HolderProvider)
    );
}

#[test]
fn the_number_is_registered_connected_and_the_right_one() {
    let id = Id::Number;
    let with = |key: &str, value: Value| {
        found(id, |world| {
            set(&mut world.number, &format!("/{key}"), value);
        })
    };
    for (status, expected) in [
        ("FLAGGED", (Amber, Word::NumberWeak)),
        ("RATE_LIMITED", (Amber, Word::NumberWeak)),
        ("BANNED", (Red, Word::NumberBlocked)),
        ("RESTRICTED", (Red, Word::NumberBlocked)),
        ("PENDING", (Red, Word::NumberNotRegistered)),
        ("DISCONNECTED", (Red, Word::NumberNotRegistered)),
    ] {
        assert_eq!(with("status", json!(status)), expected, "{status}");
    }
    assert_eq!(with("status", Value::Null), (Amber, Word::UnreadAbsent));
    assert_eq!(
        with("account_mode", json!("SANDBOX")),
        (Amber, Word::NumberTest)
    );
    assert_eq!(
        with("is_on_biz_app", json!(true)),
        (Green, Word::NumberBesideApp)
    );
    assert_eq!(
        with("display_phone_number", json!("+34 600 000 000")),
        (Red, Word::NumberOther)
    );
    assert_eq!(
        found(id, |world| {
            world.number["status"] = json!("UNVERIFIED");
            world.number["code_verification_status"] = json!("NOT_VERIFIED");
        }),
        (Red, Word::NumberNotVerified)
    );
    assert_eq!(
        found(id, |world| {
            world.number = json!({"platform_type": "NOT_APPLICABLE"});
        }),
        (Red, Word::NumberNotRegistered)
    );
}

#[test]
fn the_display_name_is_approved() {
    let status = |value: Value| {
        found(Id::DisplayName, |world| {
            set(&mut world.number, "/name_status", value);
        })
    };
    assert_eq!(
        status(json!("AVAILABLE_WITHOUT_REVIEW")),
        (Green, Word::NameGood)
    );
    assert_eq!(status(json!("PENDING_REVIEW")), (Amber, Word::NamePending));
    assert_eq!(status(json!("DECLINED")), (Red, Word::NameRefused));
    assert_eq!(status(Value::Null), (Amber, Word::UnreadAbsent));
}

#[test]
fn meta_lets_the_account_send() {
    let id = Id::Account;
    assert_eq!(
        found(id, |world| {
            world.account["account_review_status"] = json!("REJECTED");
        }),
        (Red, Word::AccountRefused)
    );
    assert_eq!(
        found(id, |world| {
            world.account["account_review_status"] = json!("PENDING");
        }),
        (Amber, Word::AccountPending)
    );
    let health = |state: &str| {
        line(id, |world| {
            world.number["health_status"] = json!({"can_send_message": state, "entities": [
                {"errors": [{"error_code": 141_000, "error_description": "It is bad.",
                    "possible_solution": "Mend it."}]},
                {"additional_info": ["Only so many."]},
            ]});
        })
    };
    let blocked = health("BLOCKED");
    assert_eq!((blocked.state, blocked.word), (Red, Word::AccountBlocked));
    assert_eq!(blocked.values["why"], "It is bad. Mend it. Only so many.");
    assert_eq!(health("LIMITED").word, Word::AccountLimited);
    assert_eq!(
        found(id, |world| {
            world.account = json!({});
            set(&mut world.number, "/health_status", Value::Null);
        }),
        (Amber, Word::UnreadAbsent)
    );
}

#[test]
fn the_business_is_verified() {
    let status = |value: Value| {
        found(Id::Verification, |world| {
            set(&mut world.account, "/business_verification_status", value);
        })
    };
    assert_eq!(
        status(json!("not_verified")),
        (Amber, Word::VerificationNone)
    );
    assert_eq!(
        status(json!("pending_submission")),
        (Amber, Word::VerificationPending)
    );
    assert_eq!(status(json!("rejected")), (Red, Word::VerificationRefused));
    assert_eq!(status(Value::Null), (Amber, Word::UnreadAbsent));
}

#[test]
fn the_profile_has_a_contact_and_the_rest() {
    assert_eq!(
        found(Id::Profile, |world| world.profile =
            json!({"data": [{"about": "Hi", "email": ""}]})),
        (Red, Word::ProfileNoContact)
    );
    let check = line(Id::Profile, |world| {
        world.profile = json!({"data": [{"email": "a@b.example"}]});
    });
    assert_eq!((check.state, check.word), (Amber, Word::ProfileThin));
    assert_eq!(
        check.values["missing"],
        "profile_picture_url, description, websites"
    );
}

#[test]
fn somebody_pays() {
    let funding = |value: Value| {
        found(Id::Payment, |world| {
            set(&mut world.account, "/primary_funding_id", value);
        })
    };
    assert_eq!(funding(json!("0")), (Red, Word::PaymentNone));
    assert_eq!(funding(json!(0)), (Red, Word::PaymentNone));
    assert_eq!(funding(Value::Null), (Amber, Word::UnreadAbsent));
    let fault = |world: &mut World| {
        world.number["health_status"] = json!({"can_send_message": "LIMITED", "entities": [
            {"errors": [{"error_code": 141_006, "error_description": "No money."}]}]});
    };
    assert_eq!(found(Id::Payment, fault), (Red, Word::PaymentFault));
    assert_eq!(line(Id::Account, fault).values["why"], "");
}

#[test]
fn our_own_address_shakes_hands_and_checks_signatures() {
    let hand = |probed| found(Id::Handshake, |world| world.handshake = probed);
    assert_eq!(hand(Probed::Other(403)), (Red, Word::HandshakeRefused));
    assert_eq!(hand(Probed::Inside), (Amber, Word::HandshakeInside));
    assert_eq!(hand(Probed::Silent), (Amber, Word::UnreadSilent));
    for (delivery, forgery, expected) in [
        (
            Probed::Other(502),
            Probed::Good,
            (Red, Word::DeliveryRefused),
        ),
        (
            Probed::Good,
            Probed::Other(403),
            (Red, Word::DeliveryRefused),
        ),
        (
            Probed::Good,
            Probed::Other(200),
            (Red, Word::DeliveryUnchecked),
        ),
        (
            Probed::Other(200),
            Probed::Other(204),
            (Red, Word::DeliveryUnchecked),
        ),
        (
            Probed::Inside,
            Probed::Inside,
            (Amber, Word::DeliveryInside),
        ),
        (Probed::Silent, Probed::Good, (Amber, Word::UnreadSilent)),
        (Probed::Good, Probed::Silent, (Amber, Word::UnreadSilent)),
    ] {
        let seen = found(Id::Delivery, |world| {
            world.delivery = delivery;
            world.forgery = forgery;
        });
        assert_eq!(seen, expected, "{delivery:?} {forgery:?}");
    }
}

#[test]
fn meta_delivers_here_and_all_that_is_needed() {
    let id = Id::Callback;
    let first = |key: &'static str, value: Value| {
        found(id, |world| world.subscriptions["data"][0][key] = value)
    };
    assert_eq!(
        found(id, |world| world.subscriptions = json!({"data": []})),
        (Red, Word::CallbackNone)
    );
    assert_eq!(first("active", json!(false)), (Red, Word::CallbackOff));
    assert_eq!(
        first("callback_url", json!("https://other.example/hook")),
        (Red, Word::CallbackOther)
    );
    assert_eq!(
        first("fields", json!(["account_update"])),
        (Red, Word::CallbackNoMessages)
    );
    let check = line(id, |world| {
        let fields = world.subscriptions["data"][0]["fields"].as_array_mut();
        fields.unwrap().retain(|field| field["name"] != "security");
    });
    assert_eq!((check.state, check.word), (Amber, Word::CallbackSomeFields));
    assert_eq!(check.values["missing"], "security");
}

#[test]
fn an_address_of_the_numbers_own_goes_before_the_apps() {
    let id = Id::Callback;
    assert_eq!(
        found(id, |world| {
            world.number["webhook_configuration"] =
                json!({"phone_number": "https://other.example/"});
        }),
        (Red, Word::CallbackOther)
    );
    assert_eq!(
        found(id, |world| {
            world.subscriptions["data"][0]["callback_url"] = json!("https://other.example/");
            world.apps["data"][0]["override_callback_uri"] = json!(HOOK);
        }),
        (Amber, Word::CallbackOverride)
    );
    assert_eq!(
        found(id, |world| {
            world.number["webhook_configuration"] = json!({"application": "https://x.example/",
                "whatsapp_business_account": "https://y.example/"});
        }),
        (Red, Word::CallbackOther)
    );
}

#[test]
fn the_account_is_subscribed_to_our_app_and_others_are_named() {
    let other = json!({"whatsapp_business_api_data": {"id": "9", "name": "Help desk"}});
    assert_eq!(
        found(Id::Subscribed, |world| world.apps = json!({"data": []})),
        (Red, Word::SubscribedNot)
    );
    assert_eq!(
        found(Id::Subscribed, |world| world.apps =
            json!({"data": [other]})),
        (Red, Word::SubscribedNot)
    );
    let check = line(Id::OtherApps, |world| {
        world.apps["data"]
            .as_array_mut()
            .unwrap()
            .push(other.clone());
    });
    assert_eq!((check.state, check.word), (Amber, Word::AppsOthers));
    assert_eq!(check.values["apps"], "Help desk");
    // Whose app the token is of is not known: then nothing is said of any.
    for id in [Id::Subscribed, Id::OtherApps] {
        assert_eq!(
            found(id, |world| set(
                &mut world.token,
                "/data/app_id",
                Value::Null
            )),
            (Amber, Word::UnreadAbsent)
        );
    }
}

#[test]
fn the_template_is_approved_in_each_language_with_our_parameters() {
    let id = Id::Template;
    let first = |pointer: &str, value: Value| {
        found(id, |world| {
            set(&mut world.templates, &format!("/data/0{pointer}"), value);
        })
    };
    for (status, expected) in [
        ("PENDING", (Amber, Word::TemplatePending)),
        ("IN_APPEAL", (Amber, Word::TemplatePending)),
        ("PAUSED", (Amber, Word::TemplatePaused)),
        ("REJECTED", (Red, Word::TemplateRefused)),
        ("DISABLED", (Red, Word::TemplateDisabled)),
        ("ARCHIVED", (Red, Word::TemplateDisabled)),
        ("FLAGGED", (Green, Word::TemplateGood)),
    ] {
        assert_eq!(first("/status", json!(status)), expected, "{status}");
    }
    assert_eq!(first("/status", Value::Null), (Amber, Word::UnreadAbsent));
    assert_eq!(
        first("/category", json!("MARKETING")),
        (Amber, Word::TemplateMarketing)
    );
    assert_eq!(
        first("/components/0/text", json!("Of {{shop}} for {{1}} now")),
        (Red, Word::TemplateParameters)
    );
    assert_eq!(
        first(
            "/components/1/buttons/0/url",
            json!("https://x.example/{{1}}")
        ),
        (Red, Word::TemplateLink)
    );
    // What Meta does not tell is not held against it.
    assert_eq!(
        first("/components", Value::Null),
        (Green, Word::TemplateGood)
    );
    let check = line(id, |world| {
        world.templates = json!({"data": [template("es"), template("en_GB")]});
    });
    assert_eq!((check.state, check.word), (Amber, Word::TemplateMissing));
    assert_eq!(check.about.as_deref(), Some("en"));
}

#[test]
fn the_shop_says_who_it_is_and_what_it_sells() {
    assert_eq!(
        found(Id::Statement, |world| world.settings.controller =
            String::new()),
        (Red, Word::StatementUnpublished)
    );
    assert_eq!(
        found(Id::Contact, |world| world.settings.contact = None),
        (Green, Word::ContactInChat)
    );
    assert_eq!(
        found(Id::Contact, |world| world.settings.contact =
            Some("a@b.example".into())),
        (Green, Word::ContactGood)
    );
    let check = line(Id::Privacy, |world| {
        world.privacy = Err("it answered 404".into());
    });
    assert_eq!((check.state, check.word), (Red, Word::PrivacyDead));
    let check = line(Id::Goods, |world| {
        world.settings.name = "Vinos y Cerveza".into();
    });
    assert_eq!((check.state, check.word), (Amber, Word::GoodsFound));
    assert_eq!(check.values["words"], "cerveza, vinos");
}

#[test]
fn a_report_is_kept_and_read_again() {
    for world in [good(), bad()] {
        let report = report(&world);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}

#[test]
fn a_field_that_graph_does_not_know_is_left_out() {
    let answer = json!({"error": {"code": 100,
        "message": "(#100) Tried accessing nonexisting field (status) on node type (X)"}});
    let Read::Refused(refusal) = read(&answer, Number::of) else {
        panic!("not refused");
    };
    assert_eq!(unknown_field(&refusal), Some("status"));
    assert_eq!(
        without_field("a,status,b", "status").as_deref(),
        Some("a,b")
    );
    assert_eq!(without_field("a,b", "status"), None);
    assert_eq!(without_field("status", "status"), None);
}

#[test]
fn of_half_an_answer_the_other_half_counts() {
    let number = Number::of(
        &json!({"status": 7, "name_status": ["x"], "health_status": "bad",
        "verified_name": "Shop", "is_on_biz_app": "yes"}),
    );
    assert_eq!(
        number,
        Number {
            status: Some("7".into()),
            name: Some("Shop".into()),
            ..Number::default()
        }
    );
    let listed =
        Template::all(&json!({"data": [{"name": "x"}, 7, {"name": "y", "language": "en"}]}));
    assert_eq!(listed.len(), 1);
}
