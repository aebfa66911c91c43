//! Pictures before they are sealed: what kind, how large, and nothing but the picture.
//! Refuses other formats than JPEG, PNG and WebP. Place, time and camera are taken out.

use crate::problem::Problem;
use img_parts::{Bytes, DynImage, ImageEXIF, ImageICC};

/// A picture ready to be sealed.
#[derive(Debug)]
pub struct Picture {
    /// The encoded picture, without metadata.
    pub bytes: Vec<u8>,
    /// Pixels, as it is shown.
    pub width: u32,
    /// Pixels, as it is shown.
    pub height: u32,
}

/// The largest picture, in bytes.
pub const MAX_PICTURE: usize = 30 * 1024 * 1024;

/// Takes everything out of a picture that is not the picture.
///
/// # Errors
/// [`Problem::TooLarge`] or [`Problem::BadPicture`].
pub fn strip(bytes: Vec<u8>) -> Result<Picture, Problem> {
    if bytes.len() > MAX_PICTURE {
        return Err(Problem::TooLarge);
    }
    let size = imagesize::blob_size(&bytes).map_err(|_| Problem::BadPicture)?;
    let mut image = DynImage::from_bytes(Bytes::from(bytes)).ok().flatten().ok_or(Problem::BadPicture)?;
    image.set_exif(None);
    // A colour profile can carry text; screens assume sRGB without one.
    image.set_icc_profile(None);
    if let DynImage::Jpeg(jpeg) = &mut image {
        // Comments and all application segments but JFIF's own: XMP, IPTC, maker notes.
        jpeg.segments_mut().retain(|segment| !matches!(segment.marker(), 0xE1..=0xEF | 0xFE));
    }
    let side = |pixels: usize| u32::try_from(pixels).map_err(|_| Problem::BadPicture);
    let (width, height) = (side(size.width)?, side(size.height)?);
    let bytes = image.encoder().bytes().to_vec();
    if width == 0 || height == 0 { Err(Problem::BadPicture) } else { Ok(Picture { bytes, width, height }) }
}

/// The tiny picture of a ThumbHash, as a PNG; `None` when it is none.
#[must_use]
pub fn preview(hash: &[u8]) -> Option<Vec<u8>> {
    let (width, height, rgba) = thumbhash::thumb_hash_to_rgba(hash).ok()?;
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    let mut out = Vec::new();
    let mut png = png::Encoder::new(&mut out, width, height);
    png.set_color(png::ColorType::Rgba);
    png.set_depth(png::BitDepth::Eight);
    png.write_header().ok()?.write_image_data(&rgba).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A 1×1 JPEG with an EXIF segment that tells a place, and a comment.
    fn jpeg_with_place() -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        bytes.extend([0xFF, 0xE1, 0, 16]);
        bytes.extend(b"Exif\0\0Nordby 56");
        bytes.truncate(bytes.len() - 1);
        bytes.extend([0xFF, 0xFE, 0, 8]);
        bytes.extend(b"Karen!");
        bytes.extend([0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x2A, 0xFF, 0xD9]);
        bytes
    }

    #[test]
    fn where_a_photo_was_taken_stays_with_who_took_it() {
        let before = jpeg_with_place();
        assert!(before.windows(6).any(|bytes| bytes == b"Nordby"), "the marker is there");
        let picture = strip(before).expect("a JPEG");
        assert_eq!((picture.width, picture.height), (1, 1));
        for marker in [b"Nordby".as_slice(), b"Karen!", b"Exif"] {
            assert!(!picture.bytes.windows(marker.len()).any(|bytes| bytes == marker));
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(strip(b"hello".to_vec()).map(drop), Err(Problem::BadPicture));
        assert_eq!(strip(vec![0; MAX_PICTURE + 1]).map(drop), Err(Problem::TooLarge));
    }
}
