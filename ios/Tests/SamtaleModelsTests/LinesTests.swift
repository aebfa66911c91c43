// That lines keep their keys, and that nothing jumps while one reads further up.
// Refuses to know how lines are drawn. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct LinesTests {
    @Test func keysAreUniqueAndStayWhenOlderPostsCome() {
        let now: [ItemView] = [.post("2"), .day(label: "i dag"), .notice(text: "Mette kom til"), .post("3")]
        let later = lines([.day(label: "i går"), .post("1")] + now)
        #expect(Set(later.map(\.id)).count == later.count)
        #expect(later.suffix(4) == lines(now)[...])
    }

    @Test func theFirstLookAndTheEndAreShown() {
        let arrivals = Arrivals()
        #expect(arrivals.update(lines([.post("1")]), atEnd: false))
        #expect(!arrivals.update(lines([.post("1")]), atEnd: true))
        #expect(arrivals.update(lines([.post("1"), .post("2")]), atEnd: true))
        #expect(arrivals.waiting == 0)
    }

    @Test func postsWaitWhileOneReadsFurtherUp() {
        let arrivals = Arrivals()
        _ = arrivals.update(lines([.post("1")]), atEnd: true)
        #expect(!arrivals.update(lines([.post("0"), .post("1"), .notice(text: "x"), .post("2")]), atEnd: false))
        #expect(arrivals.waiting == 1)
        #expect(!arrivals.update(lines([.post("1"), .post("2"), .post("3")]), atEnd: false))
        #expect(arrivals.waiting == 2)
        arrivals.reachedEnd()
        #expect(arrivals.waiting == 0)
    }

    @Test func onesOwnPostIsAlwaysShown() {
        let arrivals = Arrivals()
        _ = arrivals.update(lines([.post("1")]), atEnd: true)
        #expect(arrivals.update(lines([.post("1"), .post("2"), .post("3", own: true)]), atEnd: false))
        #expect(arrivals.waiting == 0)
    }
}
