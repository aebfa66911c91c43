// Where a person stands between a closed app and their dialogs: who it is, code, welcome, login, or a locked door.
// Refuses two steps at once. Shown by App, step by step.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.ActView
import dk.samtale.core.ChoiceView
import dk.samtale.core.Enrolment
import dk.samtale.core.Labels
import dk.samtale.core.Language
import dk.samtale.core.PersonView
import dk.samtale.core.PhoneView
import dk.samtale.core.Problem
import dk.samtale.core.Samtale
import dk.samtale.core.Session
import dk.samtale.core.VouchingView
import dk.samtale.core.WelcomeView
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

sealed interface Step {
    /** Several share the phone, and none of them is chosen. */
    data object People : Step
    /** There is no account here yet, or another code is to be entered. */
    data object Code : Step
    /** The invitation was read. */
    class Welcome(val view: WelcomeView, val enrolment: Enrolment) : Step
    /** The login page is open in the browser. */
    class Login(val view: WelcomeView, val enrolment: Enrolment) : Step
    /** Somebody without eID shows digits to whoever vouches for them. */
    class Vouching(val view: WelcomeView, val enrolment: Enrolment, val vouching: VouchingView) : Step
    /** There is an account, and it is locked. */
    data object Locked : Step
    class Inside(val model: InsideModel) : Step
}

@Stable
class OnboardingModel(
    private val samtale: Samtale,
    val language: Language,
    connector: Connector? = null,
    private val announcer: Announcer? = null,
) {
    val labels: Labels = samtale.labels()
    val trying = Trying(language)
    /** Who shares the phone; nobody where one has it alone. */
    var phone by mutableStateOf<PhoneView?>(null)
        private set
    /** What is asked before somebody is taken off the phone. */
    var asked by mutableStateOf<ActView?>(null)
        private set
    var step by mutableStateOf(door())
        private set
    /** The code or link as the person wrote or opened it. */
    var code by mutableStateOf("")
    /** The digits of a code on paper, as far as they are written. */
    var digits by mutableStateOf("")
    /** Where one can write while the door stays closed for want of a network. */
    var jotter by mutableStateOf<JotterModel?>(null)
        private set
    /** Where one goes back to from another code. */
    private var inside: Step.Inside? by mutableStateOf(null)
    /** What the system said last: a session that begins later is told. */
    private var networked = true
    private var away = false
    /** Whether anybody sees the app: one that a push started is not shown. */
    private var inFront = false
    private val inTurn = Mutex()
    private val places = Places(connector)

    val mayGoBack: Boolean get() = when (step) {
        is Step.Welcome, is Step.Login, is Step.Vouching -> true
        Step.Code -> inside != null || phone?.people.orEmpty().isNotEmpty()
        Step.Locked -> phone?.chosen != null
        Step.People, is Step.Inside -> false
    }

    /** Whether somebody is inside, also while they enter another code. */
    val isInside: Boolean get() = inside != null

    /** Chooses who stands at the phone: their door. */
    suspend fun choose(person: PersonView) = trying.once {
        another { samtale.choose(person.person) }
        step = door()
    }

    /** Lets another person use the phone: this one is locked out, and they enter their code. */
    suspend fun addPerson() {
        val model = inside?.model ?: return
        inside = null
        trying.once {
            step = Step.Code
            model.keepDrafts()
            try {
                another { samtale.addPerson() }
                look()
            } catch (refused: Problem) {
                step = door()
                throw refused
            }
        }
    }

    fun ask(act: ActView) {
        asked = act
    }

    fun closeQuestion() {
        asked = null
    }

    /** Takes whoever was asked about off the phone, once. */
    suspend fun removePerson(act: ActView) {
        if (asked != act) return
        asked = null
        trying.once {
            samtale.removePerson(act.act)
            places.forget(act.act)
            announcer?.badge(0u)
            announcer?.hush()
            step = door()
        }
    }

    /** Whoever is not chosen any more after it has no place to be called. */
    private suspend fun another(comes: suspend () -> Unit) {
        val before = samtale.instance()
        try {
            comes()
        } finally {
            if (before != null && before != samtale.instance()) places.forget(before)
        }
    }

    /** Nobody stands at the phone any more; what the last one typed goes with them. */
    private suspend fun leave() {
        code = ""
        digits = ""
        trying.told { another { samtale.leave() } }
        step = door()
    }

    /** A disk that cannot be read changes nothing of what is shown. */
    private fun look() {
        phone = try {
            samtale.phone()
        } catch (_: Problem) {
            phone
        }
    }

    private fun door(): Step {
        look()
        return when {
            samtale.hasAccount() -> Step.Locked
            phone?.people.orEmpty().isNotEmpty() -> Step.People
            else -> Step.Code
        }
    }

    /** Reads the invitation, or what the digits open. */
    suspend fun enrol() = trying.once {
        val enrolment = if (digits.isBlank()) samtale.enrol(code) else samtale.recover(code, digits)
        step = Step.Welcome(enrolment.welcome(), enrolment)
    }

    /** Goes to the login; gives the page to open. */
    fun login(): String? {
        val (view, enrolment) = when (val now = step) {
            is Step.Welcome -> now.view to now.enrolment
            is Step.Login -> now.view to now.enrolment
            else -> return null
        }
        trying.problem = null
        step = Step.Login(view, enrolment)
        return enrolment.loginUrl()
    }

    /** Goes to another login than the usual one; gives the page to open. */
    suspend fun loginBy(other: ChoiceView): String? {
        val now = step as? Step.Welcome ?: return null
        var page: String? = null
        trying.once {
            page = now.enrolment.loginBy(other.choice)
            step = Step.Login(now.view, now.enrolment)
        }
        return page
    }

    /** For somebody without eID: shows the digits, and comes in once whoever invited has vouched. */
    suspend fun meet() {
        (step as? Step.Welcome)?.let { now ->
            trying.once { step = Step.Vouching(now.view, now.enrolment, now.enrolment.meet()) }
        }
        val now = step as? Step.Vouching ?: return
        trying.once { enter(now.enrolment.vouched()) }
    }

    /** The app was opened by a link: the browser coming back from the login, or an invitation. Nobody opens it twice, so it waits its turn. */
    suspend fun opened(link: String) {
        trying.ended()
        when (val now = step) {
            is Step.Login -> trying.once { enter(now.enrolment.complete(link)) }
            Step.Code, is Step.Welcome, is Step.Vouching -> { code = link; enrol() }
            is Step.Inside -> if (now.model.stepUp.isOut) now.model.stepUp.returned(link) else { anotherCode(); code = link; enrol() }
            Step.People, Step.Locked -> code = link
        }
    }

    /** Opens the door; an invitation that came while it was closed is read now. */
    suspend fun unlock() {
        val waiting = code
        // What stands in the field is kept first: it is not here any more once the door is open.
        if (jotter?.keep() == false) return
        trying.once {
            try {
                enter(samtale.unlock())
            } catch (offline: Problem.Offline) {
                jotter = jotter ?: jotter() ?: throw offline
            }
        }
        if (waiting.isNotEmpty() && step is Step.Inside) opened(waiting)
    }

    /** None where the core could not keep anything: then the door says what is wrong. */
    private fun jotter(): JotterModel? = try {
        JotterModel(samtale.jotter(), language)
    } catch (_: Problem) {
        null
    }

    /** From inside to one more invitation. */
    fun anotherCode() {
        if (step !is Step.Inside) return
        trying.problem = null
        step = Step.Code
    }

    /** Locks, and shows the closed door even where locking met a problem. */
    suspend fun lock() {
        val model = inside?.model ?: return
        inside = null
        step = Step.Locked
        model.keepDrafts()
        trying.told { model.session.lock() }
        if (phone?.people.orEmpty().isNotEmpty()) leave()
    }

    /** The system says that there is no network, or that there is one, perhaps another than before. */
    fun network(available: Boolean) {
        networked = available
        inside?.model?.session?.network(available)
    }

    /** The app is not shown any more: returns when it has no connection. */
    suspend fun left() {
        away = true
        inFront = false
        tell { it.background() }
    }

    /** The app is shown again; it may have closed meanwhile. */
    suspend fun shown() {
        away = false
        inFront = true
        announcer?.hush()
        tell { it.foreground() }
        tellPlace()
    }

    /**
     * The platform's distributor calls this person there from now on (UnifiedPush: `onNewEndpoint`), or nowhere (`onUnregistered`).
     * The server is told while it is they who are inside, and in front; where that fails, the next time the app is shown.
     */
    suspend fun placeAt(instance: String, endpoint: String?) {
        places.keep(instance, endpoint)
        tellPlace()
    }

    /**
     * It called (UnifiedPush: `onMessage`): one sync where they are inside, and what the core has to say of it outside.
     * What was meant for another person of the phone is nobody's here.
     */
    suspend fun called(instance: String) = inTurn.withLock {
        if (instance != samtale.instance()) return@withLock
        try {
            val told = samtale.called(inFront)
            told.badge?.let { announcer?.badge(it) }
            // Whoever came back meanwhile sees it in the list.
            told.nudge?.takeUnless { inFront }?.let { announcer?.nudge(it) }
        } catch (_: Problem) {
            // Not reached: what there is comes when the app is shown.
        }
    }

    private suspend fun tellPlace() = inTurn.withLock {
        val session = inside?.model?.session
        val instance = samtale.instance()
        if (session == null || instance == null || away) return@withLock
        places.tell(instance) { session.setPush(it) }
    }

    /** The system is short of memory: what is behind closes, what is in front stays open. */
    suspend fun shortOfMemory() = tell { it.lowMemory() }

    /** One word after the other: left and shown again in a moment, the core hears of it in that order. */
    private suspend fun tell(word: suspend (Session) -> Unit) = inTurn.withLock {
        val session = inside?.model?.session ?: return@withLock
        try {
            word(session)
        } catch (_: Problem) {
            lock()
        }
    }

    /** One step back on the way in. */
    suspend fun back() {
        trying.problem = null
        if (inside == null && (step == Step.Locked || step == Step.Code)) return leave()
        step = when (val now = step) {
            is Step.Login -> Step.Welcome(now.view, now.enrolment)
            is Step.Welcome, is Step.Vouching -> Step.Code
            Step.Code -> inside ?: now
            else -> now
        }
    }

    private suspend fun enter(session: Session) {
        if (!networked) session.network(false)
        if (away) session.background()
        code = ""
        digits = ""
        jotter = null
        step = Step.Inside(InsideModel(session, language, announcer)).also { inside = it }
        look()
        samtale.instance()?.let(places::ask)
        tellPlace()
    }
}
