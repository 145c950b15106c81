//! Messages of every type.

use crate::one;
use saludo_core::phone::{UserId, WaId};
use saludo_core::webhook::{
    CallPermission, Contact, Content, Context, FormReply, Kind, Location, Media, MediaKind,
    Message, MetaError, Order, OrderItem, Organisation, Referral, ReferredProduct, SharedContact,
    SharedEmail, SharedName, SharedPhone, WelcomeMessage,
};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// What the sender of all of them says.
fn says(content: Content) -> Message {
    Message {
        id: some("wamid.IN"),
        wa_id: WaId::parse("34600111333").ok(),
        user_id: UserId::parse("ES.70aBc91").ok(),
        parent_user_id: some("ES.ENT.44dEf"),
        sent_at: Some(1_760_000_000_000),
        content,
        ..Message::default()
    }
}

fn text(text: &str) -> Content {
    Content::Text(text.to_owned())
}

fn medium(id: &str, mime_type: &str, sha256: &str) -> Media {
    Media {
        id: some(id),
        mime_type: some(mime_type),
        sha256: some(sha256),
        ..Media::default()
    }
}

fn answering(id: &str) -> Context {
    Context {
        from: some("34910111222"),
        id: some(id),
        ..Context::default()
    }
}

fn not_shown() -> Vec<MetaError> {
    vec![MetaError {
        code: Some(131_051),
        title: some("Message type unknown"),
        message: some("Message type unknown"),
        details: some("Message type is currently not supported."),
        href: None,
    }]
}

fn advert() -> Referral {
    Referral {
        source_url: some("https://fb.me/anuncio"),
        source_id: some("120200300400500600"),
        source_type: some("ad"),
        body: some("Nueva temporada"),
        headline: some("Escríbenos"),
        media_type: some("video"),
        image_url: None,
        video_url: some("https://cdn.example/v.mp4"),
        thumbnail_url: some("https://cdn.example/v.jpg"),
        ctwa_clid: some("Clic-0a1B"),
        welcome_message: Some(WelcomeMessage {
            text: some("¡Hola! ¿En qué te ayudamos?"),
        }),
    }
}

fn typed() -> Vec<(&'static str, Message)> {
    vec![
        ("message_text", says(text("¿Lo tenéis en azul? 🙂"))),
        ("message_text_with_key", says(text("Hola"))),
        (
            "message_text_without_number",
            Message {
                wa_id: None,
                ..says(text("Hola"))
            },
        ),
        (
            "message_text_answering",
            Message {
                context: Context {
                    referred_product: Some(ReferredProduct {
                        catalog_id: some("c-1"),
                        product_retailer_id: some("sku-7"),
                    }),
                    ..answering("wamid.OUT")
                },
                ..says(text("Ese mismo"))
            },
        ),
        (
            "message_text_forwarded",
            Message {
                context: Context {
                    forwarded: true,
                    frequently_forwarded: true,
                    ..Context::default()
                },
                ..says(text("Mira"))
            },
        ),
        (
            "message_text_in_group",
            Message {
                group_id: some("Z3J1cG8"),
                ..says(text("Hola a todos"))
            },
        ),
        (
            "message_text_from_advert",
            Message {
                referral: Some(advert()),
                ..says(text("Quiero más información"))
            },
        ),
        (
            "message_image_from_post",
            Message {
                referral: Some(Referral {
                    source_url: some("https://fb.me/post"),
                    source_id: some("900800"),
                    source_type: some("post"),
                    headline: some("Escríbenos"),
                    media_type: some("image"),
                    image_url: some("https://cdn.example/p.jpg"),
                    ..Referral::default()
                }),
                ..says(Content::Media(
                    MediaKind::Image,
                    medium("8001", "image/jpeg", "c2hh"),
                ))
            },
        ),
    ]
}

fn tapped() -> Vec<(&'static str, Message)> {
    let form = |name: &str, body: &str, response: &str| {
        Content::Form(FormReply {
            name: some(name),
            body: some(body),
            response_json: some(response),
        })
    };
    vec![
        (
            "message_button",
            Message {
                context: answering("wamid.OUT"),
                ..says(Content::TemplateButton {
                    payload: "saludo:stop".into(),
                    text: "No recibir más".into(),
                })
            },
        ),
        (
            "message_button_reply",
            says(Content::Reply {
                id: "saludo:keep".into(),
                title: "Seguir".into(),
            }),
        ),
        (
            "message_list_reply",
            says(Content::Reply {
                id: "fila-2".into(),
                title: "Ofertas".into(),
            }),
        ),
        (
            "message_flow_reply",
            says(form(
                "flow",
                "Enviado",
                r#"{"flow_token":"f-1","talla":"M"}"#,
            )),
        ),
        (
            "message_address_reply",
            says(form(
                "address_message",
                "Calle Mayor 1",
                r#"{"values":{"city":"Soria"}}"#,
            )),
        ),
        (
            "message_call_permission",
            says(Content::CallPermission(CallPermission {
                response: some("accept"),
                expires_at: Some(1_760_600_000_000),
                response_source: some("user_action"),
            })),
        ),
        (
            "message_interactive_without_part",
            says(Content::Other("interactive".into())),
        ),
    ]
}

fn media() -> Vec<(&'static str, Message)> {
    let says = |kind: MediaKind, media: Media| says(Content::Media(kind, media));
    vec![
        (
            "message_image",
            says(
                MediaKind::Image,
                Media {
                    caption: some("¿Este?"),
                    url: some("https://lookaside.example/8002"),
                    ..medium("8002", "image/jpeg", "aW1n")
                },
            ),
        ),
        (
            "message_video",
            says(
                MediaKind::Video,
                Media {
                    caption: some("Así se mueve"),
                    url: some("https://lookaside.example/8003"),
                    ..medium("8003", "video/mp4", "dmlk")
                },
            ),
        ),
        (
            "message_audio",
            says(
                MediaKind::Audio,
                Media {
                    voice: true,
                    ..medium("8004", "audio/ogg; codecs=opus", "YXVk")
                },
            ),
        ),
        (
            "message_voice_older",
            says(MediaKind::Audio, medium("8005", "audio/ogg", "dm9p")),
        ),
        (
            "message_document",
            says(
                MediaKind::Document,
                Media {
                    caption: some("La factura"),
                    filename: some("factura-17.pdf"),
                    ..medium("8006", "application/pdf", "ZG9j")
                },
            ),
        ),
        (
            "message_sticker",
            says(
                MediaKind::Sticker,
                Media {
                    animated: true,
                    ..medium("8007", "image/webp", "c3Rp")
                },
            ),
        ),
    ]
}

fn shared() -> Vec<(&'static str, Message)> {
    let contact = |name: &str, phone: &str, wa_id: &str, origin: &str| SharedContact {
        name: Some(SharedName {
            formatted_name: some(name),
        }),
        phones: vec![SharedPhone {
            phone: some(phone),
            wa_id: some(wa_id),
        }],
        origin: some(origin),
        ..SharedContact::default()
    };
    let item = |id: &str, quantity: i64, price: &str| OrderItem {
        product_retailer_id: some(id),
        quantity: Some(quantity),
        item_price: some(price),
        currency: some("EUR"),
    };
    let place = Location {
        latitude: some("41.76"),
        longitude: some("-2.46"),
        ..Location::default()
    };
    vec![
        (
            "message_location",
            says(Content::Location(Location {
                name: some("Tienda"),
                address: some("Calle Mayor 1, Soria"),
                url: some("https://tienda.example"),
                ..place.clone()
            })),
        ),
        ("message_location_bare", says(Content::Location(place))),
        (
            "message_contacts",
            says(Content::Contacts(vec![SharedContact {
                org: Some(Organisation {
                    company: some("Vega S.L."),
                }),
                emails: vec![SharedEmail {
                    email: some("lucas@vega.example"),
                }],
                ..contact("Lucas Vega", "+34 600 22 33 44", "34600223344", "other")
            }])),
        ),
        (
            "message_contact_request",
            Message {
                wa_id: None,
                ..says(Content::Contacts(vec![SharedContact {
                    vcard: some("BEGIN:VCARD\nEND:VCARD"),
                    ..contact(
                        "Marta Ríos",
                        "+34 600 11 13 33",
                        "34600111333",
                        "contact_request",
                    )
                }]))
            },
        ),
        (
            "message_order",
            says(Content::Order(Order {
                catalog_id: some("c-1"),
                text: some("Para el lunes"),
                product_items: vec![item("sku-7", 2, "19.95"), item("sku-8", 1, "5")],
            })),
        ),
    ]
}

fn marks() -> Vec<(&'static str, Message)> {
    let reaction = |emoji: Option<&str>| {
        says(Content::Reaction {
            to: "wamid.OUT".into(),
            emoji: emoji.map(str::to_owned),
        })
    };
    let edit = |content: Content| {
        says(Content::Edit {
            original: "wamid.IN0".into(),
            content: Box::new(content),
        })
    };
    let odd = |content: Content| Message {
        errors: not_shown(),
        ..says(content)
    };
    vec![
        ("message_reaction", reaction(Some("❤️"))),
        ("message_reaction_removed", reaction(None)),
        ("message_reaction_removed_empty", reaction(None)),
        ("message_edit_text", edit(text("¿Lo tenéis en verde?"))),
        (
            "message_edit_image",
            edit(Content::Media(
                MediaKind::Image,
                Media {
                    id: some("8002"),
                    mime_type: some("image/jpeg"),
                    caption: some("Este no"),
                    ..Media::default()
                },
            )),
        ),
        (
            "message_revoke",
            says(Content::Revoke {
                original: "wamid.IN0".into(),
            }),
        ),
        (
            "message_unsupported",
            odd(Content::Unsupported { what: None }),
        ),
        (
            "message_unsupported_poll",
            odd(Content::Unsupported {
                what: some("poll_creation"),
            }),
        ),
        ("message_of_no_type", odd(Content::Other(String::new()))),
        (
            "message_of_a_new_type",
            says(Content::Other("hologram".into())),
        ),
        ("message_request_welcome", says(Content::ChatOpened)),
    ]
}

fn table() -> Vec<(&'static str, Message)> {
    [typed(), tapped(), media(), shared(), marks()].concat()
}

pub(crate) fn names() -> Vec<&'static str> {
    table().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn every_message_is_read_exactly() {
    for (name, expected) in table() {
        let message = one(name, Kind::Message, |update| Message::parse(update.item));
        assert_eq!(message, Some(expected), "{name}");
    }
}

#[test]
fn a_message_has_its_senders_contact() {
    let contact = |name: &str| -> Contact {
        one(name, Kind::Message, |update| {
            serde_json::from_slice(update.contact.unwrap()).unwrap()
        })
    };
    let known = contact("message_text_with_key");
    assert_eq!(known.name(), Some("Marta Ríos"));
    assert_eq!(known.username(), Some("marta.rios"));
    assert_eq!(known.wa_id, some("34600111333"));
    assert_eq!(known.user_id, some("ES.70aBc91"));
    assert_eq!(known.parent_user_id, some("ES.ENT.44dEf"));
    assert_eq!(known.identity_key_hash, some("q3Zr8Kx0b1c="));
    let hidden = contact("message_text_without_number");
    assert_eq!((hidden.wa_id, hidden.user_id), (None, some("ES.70aBc91")));
}

#[test]
fn what_nobody_wrote_is_not_written() {
    for (name, is_written) in [
        ("message_text", true),
        ("message_reaction", true),
        ("message_edit_text", true),
        ("message_unsupported", true),
        ("message_of_no_type", true),
        ("message_revoke", false),
        ("message_request_welcome", false),
        ("system_number_changed", false),
    ] {
        let message = one(name, Kind::Message, |update| {
            Message::parse(update.item).unwrap()
        });
        assert_eq!(message.is_written(), is_written, "{name}");
    }
}

#[test]
fn a_number_is_ones_own_where_we_asked_for_it() {
    let number = |name: &str| {
        one(name, Kind::Message, |update| {
            Message::parse(update.item).unwrap().number()
        })
    };
    let own = WaId::parse("34600111333").ok();
    assert_eq!(number("message_contact_request"), own);
    assert_eq!(number("message_text_without_number"), None);
    // A friend's contact is a friend's, with or without a number of one's own.
    let friends = one("message_contacts", Kind::Message, |update| {
        Message::parse(update.item).unwrap()
    });
    assert_eq!(friends.number(), own);
    let hidden = Message {
        wa_id: None,
        ..friends
    };
    assert_eq!(hidden.number(), None);
}
