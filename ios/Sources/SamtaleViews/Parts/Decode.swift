// A picture out of bytes, on Apple's systems. Refuses what cannot be read.
// Called by Photo and Composer; where ImageIO is missing there are no pictures, only their places.
import SwiftUI

#if canImport(ImageIO)
import ImageIO

func decode(_ bytes: Data) -> Image? {
    guard let source = CGImageSourceCreateWithData(bytes as CFData, nil),
          let picture = CGImageSourceCreateImageAtIndex(source, 0, nil) else { return nil }
    let properties = CGImageSourceCopyPropertiesAtIndex(source, 0, nil) as? [CFString: Any]
    let turned = properties?[kCGImagePropertyOrientation] as? UInt32
    return Image(decorative: picture, scale: 1, orientation: orientation(turned))
}

/// The orientation as a camera writes it, 1 to 8.
private func orientation(_ turned: UInt32?) -> Image.Orientation {
    switch turned {
    case 2: .upMirrored
    case 3: .down
    case 4: .downMirrored
    case 5: .leftMirrored
    case 6: .right
    case 7: .rightMirrored
    case 8: .left
    default: .up
    }
}
#else
func decode(_ bytes: Data) -> Image? { nil }
#endif
