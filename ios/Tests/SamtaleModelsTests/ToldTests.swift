// That errors reach a person as the core's own sentences. Refuses to check wording.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@Suite struct ToldTests {
    @Test func aProblemBecomesTheCoresSentence() {
        let danish = told(Problem.Offline, in: .danish)
        #expect(danish == explain(problem: .Offline, language: .danish))
        #expect(danish.code == "offline")
        #expect(danish.retry)
        #expect(told(Problem.Offline, in: .english) == explain(problem: .Offline, language: .english))
    }

    @Test func anythingElseIsToldAsWell() {
        struct Fault: Error {}
        #expect(told(Fault(), in: .bokmal) == explain(problem: .Busy, language: .bokmal))
    }

    @Test(arguments: [
        (["da-DK", "en"], Language.danish), (["nb_NO"], .bokmal), (["no"], .bokmal), (["nn-NO"], .nynorsk),
        (["de-DE", "en-GB"], .english), (["de"], .danish), ([], .danish),
    ])
    func theFirstLanguageTheCoreSpeaksIsChosen(preferred: [String], language: Language) {
        #expect(Language(preferred: preferred) == language)
    }
}
