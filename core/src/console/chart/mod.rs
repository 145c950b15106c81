//! Numbers over time as pictures: bars by day, drawn by `plotters`.
//!
//! A picture is there twice, wide and narrow, and the style sheet shows the one that fits: scaled
//! down to a phone, the letters of the wide one could not be read. The numbers stand in a table beside
//! it, for whoever cannot see pictures.

mod canvas;
mod days;

use canvas::{Canvas, Ink};
use days::{Days, middle};
use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;

/// The bars of a chart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bars<'a> {
    /// What they tell of, for screen readers.
    pub(super) name: &'a str,
    /// The head of the column of numbers.
    pub(super) head: &'a str,
    /// The head of the column of days.
    pub(super) day: &'a str,
    /// What opens the table.
    pub(super) as_table: &'a str,
    /// Which bars of the page these are: the style sheet's class.
    pub(super) class: &'a str,
    /// A day each, the oldest first, with its number.
    pub(super) days: &'a [(String, u32)],
}

/// Pixels of a picture, and how many dates stand under it.
struct Size {
    class: &'static str,
    pixels: (u32, u32),
    dates: usize,
}

const SIZES: [Size; 2] = [
    Size {
        class: "wide",
        pixels: (560, 190),
        dates: 8,
    },
    Size {
        class: "narrow",
        pixels: (320, 170),
        dates: 4,
    },
];

const LETTERS: u32 = 12;
/// What no shop has in a day; the library reckons with numbers of 32 bits.
const HIGHEST: u32 = 100_000_000;
/// Room for the numbers on the left: five digits with their point.
const LEFT: u32 = 44;

/// Half of the last date, whose bar stands at the edge.
const RIGHT: u32 = 22;

impl Bars<'_> {
    /// The picture with its table.
    pub(super) fn render(&self) -> Markup {
        html! {
            figure class={ "chart " (self.class) } {
                @for size in &SIZES {
                    (PreEscaped(self.svg(size).unwrap_or_default()))
                }
                details {
                    summary { (self.as_table) }
                    table {
                        thead { tr { th scope="col" { (self.day) } th scope="col" .number { (self.head) } } }
                        tbody {
                            @for (day, number) in self.days.iter().rev() {
                                tr { th scope="row" { (day) } td .number dir="ltr" { (number) } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Nothing could fail here but writing into a string.
    fn svg(&self, size: &Size) -> Option<String> {
        let (width, height) = size.pixels;
        let name = html! { (self.name) }.into_string();
        let mut svg = format!(
            r#"<svg class="{}" viewBox="0 0 {width} {height}" role="img" aria-label="{name}">"#,
            size.class
        );
        let area = Canvas::new(&mut svg, size.pixels).into_drawing_area();
        self.draw(&area, size).ok()?;
        drop(area);
        svg.push_str("</svg>");
        Some(svg)
    }

    fn draw(
        &self,
        area: &DrawingArea<Canvas<'_>, plotters::coord::Shift>,
        size: &Size,
    ) -> Result<(), DrawingAreaErrorKind<std::convert::Infallible>> {
        let most = self.days.iter().map(|(_, number)| *number).max();
        // Where nothing happened there is an axis all the same.
        let top = most.unwrap_or(0).clamp(4, HIGHEST);
        let mut chart = ChartBuilder::on(area)
            .margin_top(10)
            .margin_right(RIGHT)
            .x_label_area_size(22)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(Days::new(self.days.len(), size.dates), 0..top)?;
        let ink = Ink::Label.color();
        let label = TextStyle::from(("sans-serif", LETTERS).into_font()).color(&ink);
        let date = |at: &f64| {
            let position = (0..self.days.len()).find(|index| middle(*index) > at - 0.25);
            let day = position.and_then(|index| self.days.get(index));
            day.map(|(day, _)| day.clone()).unwrap_or_default()
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .axis_style(TRANSPARENT)
            .light_line_style(TRANSPARENT)
            .bold_line_style(Ink::Grid.color())
            .label_style(label)
            .x_label_formatter(&date)
            .y_labels(4)
            .draw()?;
        chart.draw_series(self.days.iter().enumerate().map(|(index, (_, number))| {
            let at = middle(index);
            Rectangle::new(
                [(at - 0.36, 0), (at + 0.36, (*number).min(top))],
                Ink::Bar.color().filled(),
            )
        }))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[u32]) -> Markup {
        let days: Vec<(String, u32)> = numbers
            .iter()
            .enumerate()
            .map(|(index, number)| (format!("day {index}"), *number))
            .collect();
        Bars {
            name: "Opt-ins by day",
            head: "Opt-ins",
            day: "Day",
            as_table: "As a table",
            class: "opt-ins",
            days: &days,
        }
        .render()
    }

    #[test]
    fn a_day_with_something_has_a_bar_in_each_picture_and_every_day_a_row() {
        let html = of(&[3, 0, 7, 1]).into_string();
        assert_eq!(html.matches(r#"<rect class="bar""#).count(), 2 * 3);
        assert_eq!(html.matches(r#"<th scope="row">"#).count(), 4);
        let newest = html.find("day 3</th>").unwrap();
        assert!(newest < html.find("day 0</th>").unwrap());
    }

    #[test]
    fn colours_are_the_style_sheets() {
        let html = of(&[3, 0, 7, 1]).into_string();
        for word in ["fill=", "stroke=", "style=", "#", "rgb"] {
            assert!(!html.contains(word), "{word} in {html}");
        }
    }

    #[test]
    fn any_numbers_make_a_picture() {
        for numbers in [
            vec![],
            vec![0],
            vec![0; 90],
            vec![u32::MAX; 3],
            (0..90).collect::<Vec<u32>>(),
        ] {
            let html = of(&numbers).into_string();
            assert_eq!(html.matches("</svg>").count(), 2, "{numbers:?}");
        }
    }

    #[test]
    fn at_most_so_many_dates_as_there_is_room_for_stand_below() {
        for days in [1, 7, 30, 90] {
            let html = of(&vec![5; days]).into_string();
            let svgs: Vec<&str> = html.split("<svg").skip(1).collect();
            let dates = |svg: &str| svg.matches(">day ").count();
            let narrow = svgs[1].split("</svg>").next().unwrap();
            assert!((1..=8).contains(&dates(svgs[0])), "{days}");
            assert!((1..=4).contains(&dates(narrow)), "{days}");
        }
    }
}
