//! The sandbox as a program.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use saludo_sandbox::{Config, DEMO_PERSON, Number, start};
use tokio::signal::unix::{SignalKind, signal};

/// A local WhatsApp Cloud API: a strict stand-in for Meta, with a phone on a web page.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// Port to listen on, on localhost only; 0 takes a free one
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// Where webhooks are posted
    #[arg(long, default_value = "http://localhost:8787/webhooks/whatsapp")]
    webhook_url: String,
    /// Secret that signs the webhooks
    #[arg(long, default_value = "dev-app-secret")]
    app_secret: String,
    /// Secret that verifies events
    #[arg(long, default_value = "whsec_c2FsdWRvIGRldmVsb3BtZW50IGV2ZW50cw==")]
    events_secret: String,
    /// Bearer token that Graph calls must carry
    #[arg(long, default_value = "dev-access-token")]
    access_token: String,
    /// A business number as `phone_number_id=number`, or with a name as `phone_number_id=number=name`; repeatable
    #[arg(
        long = "number",
        value_name = "ID=NUMBER",
        default_value = "106540352242922=15550783881"
    )]
    numbers: Vec<Number>,
    /// Id of the WhatsApp Business Account
    #[arg(long, default_value = "102290129340398")]
    waba: String,
    /// Folder of approved templates, `<locale>/*.json` in Meta's creation format
    #[arg(long, default_value = "templates")]
    templates: PathBuf,
    /// File that keeps everything over a restart; without it, memory only
    #[arg(long)]
    state: Option<PathBuf>,
}

impl From<Arguments> for Config {
    fn from(arguments: Arguments) -> Self {
        Self {
            port: arguments.port,
            webhook_url: arguments.webhook_url,
            app_secret: arguments.app_secret,
            events_secret: arguments.events_secret,
            access_token: arguments.access_token,
            numbers: arguments.numbers,
            waba: arguments.waba,
            templates: Some(arguments.templates),
            state: arguments.state,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let port = arguments.port;
    // Before anything is listening, so that no signal finds the default handler.
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let sandbox = start(arguments.into())
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("port {port} is taken; choose another with --port")
            }
            _ => error.to_string(),
        })?;
    eprintln!(
        "sandbox: http://localhost:{}/phone/{DEMO_PERSON}",
        sandbox.port()
    );
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    sandbox
        .stop()
        .await
        .map_err(|error| format!("the state file cannot be written: {error}"))
}
