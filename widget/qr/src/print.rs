//! Files to print: black on white, with the quiet zone inside.

use crate::{QUIET_ZONE, Symbol};
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

/// An SVG file, as large by default as the usual PNG.
pub fn svg(symbol: &Symbol) -> String {
    let side = symbol.width() + 2 * QUIET_ZONE;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1024\" height=\"1024\" \
         viewBox=\"-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M-{QUIET_ZONE}-{QUIET_ZONE}h{side}v{side}h-{side}z\"/>\
         <path d=\"{}\"/></svg>\n",
        symbol.path()
    )
}

/// A PNG file of `size` pixels on each side, in one bit a pixel. Every module has the same whole
/// number of pixels; what is left over is added to the quiet zone.
///
/// # Errors
/// Where there are fewer pixels than modules.
pub fn png(symbol: &Symbol, size: u16) -> Result<Vec<u8>, EncodingError> {
    let pixels = usize::from(size);
    let scale = pixels / (symbol.width() + 2 * QUIET_ZONE);
    if scale == 0 {
        let why = std::io::Error::other("fewer pixels than modules");
        return Err(why.into());
    }
    let margin = (pixels - scale * symbol.width()) / 2;
    let module = |pixel: usize| pixel.checked_sub(margin).map(|inside| inside / scale);

    let mut image = Vec::with_capacity(pixels.div_ceil(8) * pixels);
    let mut row_of = None;
    let mut row = Vec::new();
    for y in (0..pixels).map(module) {
        // The rows of a module are alike.
        if row.is_empty() || y != row_of {
            row_of = y;
            row = vec![0xFF; pixels.div_ceil(8)];
            for (pixel, x) in (0..pixels).map(module).enumerate() {
                let dark = x.zip(y).is_some_and(|(x, y)| symbol.is_dark(x, y));
                if let (true, Some(byte)) = (dark, row.get_mut(pixel / 8)) {
                    *byte &= !(0x80 >> (pixel % 8));
                }
            }
        }
        image.extend_from_slice(&row);
    }

    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, u32::from(size), u32::from(size));
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    // Most rows repeat the one above, so there is little left to compress.
    encoder.set_filter(Filter::Up);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&image)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Correction;
    use rqrr::PreparedImage;
    use std::io::Cursor;

    const LINK: &str = "https://wa.shop.example/s/demo/c/parcel-insert";

    fn symbol() -> Symbol {
        Symbol::encode(LINK.as_bytes(), Correction::Quartile).unwrap()
    }

    /// The pixels of a PNG, one a byte: whether they are light.
    fn pixels(file: &[u8]) -> (usize, Vec<bool>) {
        let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rows).unwrap();
        assert_eq!(
            (info.color_type, info.bit_depth),
            (ColorType::Grayscale, BitDepth::One)
        );
        let side = usize::try_from(info.width).unwrap();
        let light = |row: &[u8]| -> Vec<bool> {
            (0..side)
                .map(|x| row[x / 8] & (0x80 >> (x % 8)) != 0)
                .collect()
        };
        (side, rows.chunks(info.line_size).flat_map(light).collect())
    }

    #[test]
    fn a_png_of_any_size_is_read_back_by_a_camera() {
        for size in [128, 129, 500, 1024, 2048] {
            let (side, light) = pixels(&png(&symbol(), size).unwrap());
            assert_eq!(side, usize::from(size));
            let shade = |x, y| if light[y * side + x] { 255 } else { 0 };
            let mut image = PreparedImage::prepare_from_greyscale(side, side, shade);
            let [grid] = &image.detect_grids()[..] else {
                panic!("one code at {size}");
            };
            assert_eq!(grid.decode().unwrap().1, LINK);
        }
    }

    #[test]
    fn the_quiet_zone_is_at_least_four_modules_wide() {
        let (side, light) = pixels(&png(&symbol(), 200).unwrap());
        let first = light.iter().position(|light| !light).unwrap();
        // 33 modules and the zone are 41: four pixels each, and 34 on each side.
        assert_eq!((first / side, first % side), (34, 34));
        let last = light.iter().rposition(|light| !light).unwrap();
        assert_eq!(last / side, 165);
    }

    #[test]
    fn a_png_with_fewer_pixels_than_modules_is_an_error() {
        assert!(png(&symbol(), 40).is_err());
        assert!(png(&symbol(), 41).is_ok());
    }

    #[test]
    fn an_svg_is_the_path_on_white() {
        let svg = svg(&symbol());
        assert!(svg.contains("viewBox=\"-4 -4 41 41\""), "{svg}");
        assert!(svg.contains("<path fill=\"#fff\" d=\"M-4-4h41v41h-41z\"/>"));
        assert!(svg.contains(&format!("<path d=\"{}\"/></svg>", symbol().path())));
    }
}
