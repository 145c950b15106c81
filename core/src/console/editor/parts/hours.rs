//! When somebody answers: for each day one line, as in `09:00-14:00, 16:00-19:00`.

use super::super::form::Form;
use super::super::read::Reading;
use crate::settings::{DAYS, Hours, Settings, Span};

pub(in super::super) fn write(settings: &Settings, form: &mut Form) {
    let Some(hours) = &settings.hours else {
        return;
    };
    form.tick("hours.on", true);
    form.set("hours.zone", &hours.zone);
    for (day, spans) in DAYS.iter().zip(&hours.open) {
        let spans: Vec<String> = spans.iter().map(Span::to_string).collect();
        form.set(format!("hours.open.{day}"), spans.join(", "));
    }
}

pub(in super::super) fn read(reading: &mut Reading<'_>, settings: &mut Settings) {
    settings.hours = None;
    if !reading.form.has("hours.on") {
        return;
    }
    let mut open: [Vec<Span>; 7] = Default::default();
    for (day, spans) in DAYS.iter().zip(&mut open) {
        let name = format!("hours.open.{day}");
        match parse(reading.form.get(&name)) {
            Some(read) => *spans = read,
            None => reading.fault(name, "write times as in 09:00-14:00, 16:00-19:00"),
        }
    }
    settings.hours = Some(Hours {
        zone: reading.text("hours.zone").trim().to_owned(),
        open,
    });
}

/// Reads one day: spans with commas between them, of times as people write them.
fn parse(line: &str) -> Option<Vec<Span>> {
    let spans = line.split([',', ';']).map(str::trim);
    spans
        .filter(|span| !span.is_empty())
        .map(|span| {
            let (from, to) = span.split_once(['-', '–', '—'])?;
            Span::parse(&clock(from)?, &clock(to)?)
        })
        .collect()
}

/// `9` and `9:30` as `09:00` and `09:30`.
fn clock(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('h').trim_end();
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let plain = |digits: &str| {
        (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    (plain(hours) && plain(minutes) && minutes.len() == 2).then(|| format!("{hours:0>2}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<String> {
        let spans: Vec<String> = parse(line)?.iter().map(Span::to_string).collect();
        Some(spans.join(", "))
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for (line, read_as) in [
            ("", ""),
            ("09:00-14:00, 16:00-19:00", "09:00-14:00, 16:00-19:00"),
            (" 9 – 14 ; 16.30—19h ,", "09:00-14:00, 16:30-19:00"),
            ("20:00-24:00", "20:00-24:00"),
            ("14:00-09:00", "14:00-09:00"),
        ] {
            assert_eq!(read(line).as_deref(), Some(read_as), "{line}");
        }
        for wrong in [
            "closed",
            "9",
            "9-",
            "25:00-26:00",
            "9:5-10",
            "09:00 14:00",
            "009-10",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
