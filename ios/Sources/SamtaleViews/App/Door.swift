// Which screen stands between a person and their dialogs, by the step they are at. Refuses a step of its own,
// and to be looked into from outside: it is covered when not in use, and has no connection when it is not shown.
// Shown by the app's entry; beyond the door is Inside.
import Samtale
import SamtaleModels
import SwiftUI

public struct Door: View {
    @Bindable private var model: OnboardingModel
    @Environment(\.openURL) private var openURL
    @Environment(\.scenePhase) private var phase

    public init(model: OnboardingModel) {
        self.model = model
    }

    public var body: some View {
        screen
            .onOpenURL { link in Task { await model.opened(link: link.absoluteString) } }
            .covered()
            .onChange(of: phase) {
                if phase == .background { model.left() }
                if phase == .active { model.shown() }
            }
            .task { for await available in networks() { model.network(available: available) } }
            .task { for await _ in memoryWarnings() { model.shortOfMemory() } }
    }

    @ViewBuilder private var screen: some View {
        switch model.step {
        case .people:
            if let phone = model.phone {
                PeopleScreen(phone: phone, labels: model.labels, problem: model.problem) { person in Task { await model.choose(person) } }
            }
        case .code:
            CodeScreen(
                labels: model.labels, code: $model.code, problem: model.problem, busy: model.busy,
                onBack: model.mayGoBack ? back : nil, digits: model.isInside ? nil : $model.digits
            ) { Task { await model.enrol() } }
        case .welcome(let view, _):
            WelcomeScreen(
                view: view, labels: model.labels, problem: model.problem, onBack: back, onOther: loginBy, onLogin: view.met ? meet : login
            )
        case .vouching(let view, _):
            VouchingScreen(view: view, labels: model.labels, problem: model.problem, onBack: back, onRetry: meet)
        case .login:
            LoginScreen(labels: model.labels, problem: model.problem, onBack: back, onAgain: login)
        case .locked:
            if let jotter = model.jotter {
                JotterScreen(model: jotter, labels: model.labels, busy: model.busy) { Task { await model.unlock() } }
            } else {
                LockScreen(labels: model.labels, problem: model.problem, busy: model.busy, person: person) { Task { await model.unlock() } }
                    .sheet(item: $model.asked) { act in
                        ActSheet(act: act, labels: model.labels, onYes: { Task { await model.removePerson(act) } }, onNo: model.closeQuestion)
                    }
            }
        case .inside(let session):
            Inside(session: session, labels: model.labels, language: model.language, announcer: model.announcer, another: another, stepUp: model.stepUp, onCode: model.anotherCode) {
                Task { await model.lock() }
            }
        }
    }

    private func meet() { Task { await model.meet() } }

    private func back() { Task { await model.back() } }

    /// Whose door it is, where several share the phone.
    private var person: LockedPerson? {
        guard let phone = model.phone, let chosen = phone.chosen else { return nil }
        return LockedPerson(view: chosen, other: phone.other, onOther: back, onRemove: model.ask)
    }

    private var another: Another? {
        model.phone?.add.map { Another(act: $0) { Task { await model.addPerson() } } }
    }

    /// The same at another login than the usual one.
    private func loginBy(_ other: ChoiceView) {
        Task {
            guard let page = await model.loginBy(other).flatMap(URL.init(string:)) else { return }
            openURL(page)
        }
    }

    /// Opens the login page in the system's browser.
    private func login() {
        guard let page = model.login().flatMap(URL.init(string:)) else { return }
        openURL(page)
    }
}
