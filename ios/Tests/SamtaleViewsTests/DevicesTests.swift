// That a picture of squares is drawn as it came, with white around it, and that a code on paper is read as it is written.
// Refuses to look at screens. Run by swift test.
import Foundation
import Samtale
import SwiftUI
import Testing
@testable import SamtaleViews

@Suite struct DevicesTests {
    let qr = QrView(size: 3, squares: Data([1, 1, 0, 0, 0, 0, 1, 0, 1]))

    @Test @MainActor func darkSquaresAreRowsOfThem() {
        #expect(Qr.dark(qr) == [
            CGRect(x: 0, y: 0, width: 2, height: 1), CGRect(x: 0, y: 2, width: 1, height: 1), CGRect(x: 2, y: 2, width: 1, height: 1),
        ])
    }

    @Test(arguments: [200, 283.5, 320]) @MainActor func aQuietZoneStandsAroundThemInWholePixels(side: CGFloat) {
        for (size, scale) in [(21, 2), (57, 3), (65, 2), (81, 3)] as [(UInt32, CGFloat)] {
            let place = Qr.place(size: size, in: side, scale: scale)
            let (square, edge) = (place.square * scale, place.edge * scale)
            #expect(abs(square - square.rounded()) < 0.001 && abs(edge - edge.rounded()) < 0.001)
            #expect(place.edge + 0.001 >= CGFloat(Qr.quietZone) * place.square)
            #expect(place.edge * 2 + CGFloat(size) * place.square <= side + 0.001)
        }
    }

    @Test func groupsAreReadAlongTheRowsDigitByDigit() {
        let paper = PaperView(groups: ["1", "2", "3", "4", "5", "6", "7", "8"], qr: qr, link: "", steps: [])
        #expect(paper.rows(of: 4) == [["1", "2", "3", "4"], ["5", "6", "7", "8"]])
        #expect(paper.rows(of: 2).count == 4)
        #expect("30417".spelled == "3 0 4 1 7")
    }
}
