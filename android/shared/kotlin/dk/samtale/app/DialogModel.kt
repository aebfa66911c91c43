// One dialog as it stands now, what is being written in it, which sheet lies over it, and what a person does there.
// Refuses a second answer to one consent, and an act without its question. Followed by DialogPane for as long as it is shown.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.mutableStateSetOf
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshotFlow
import dk.samtale.core.ActView
import dk.samtale.core.Answer
import dk.samtale.core.BubbleView
import dk.samtale.core.ConsentView
import dk.samtale.core.DialogFeed
import dk.samtale.core.DialogView
import dk.samtale.core.DocumentView
import dk.samtale.core.EditView
import dk.samtale.core.FileView
import dk.samtale.core.ItemView
import dk.samtale.core.Language
import dk.samtale.core.PostDraft
import dk.samtale.core.Problem
import dk.samtale.core.QuoteView
import dk.samtale.core.Session
import dk.samtale.core.VoiceView
import dk.samtale.dialog.Draft
import dk.samtale.parts.opens
import dk.samtale.voice.Player
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.drop
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** How long one stops writing before it is kept, in milliseconds. */
private const val PAUSE = 700L

@Stable
class DialogModel(
    private val session: Session, val dialog: String, private val language: Language,
    val stepUp: StepUpModel = StepUpModel(session, language),
) {
    val draft = Draft()
    val trying = Trying(language)
    var view by mutableStateOf<DialogView?>(null)
        private set
    var showsMembers by mutableStateOf(false)
    private var feed: DialogFeed? = null
    /** Somebody being brought in, while that screen is open. */
    var bringing by mutableStateOf<BringModel?>(null)
        private set
    /** The post that is to be shown. */
    var sought by mutableStateOf<String?>(null)
        private set
    private val keeping = Mutex()
    /** The voice note that is heard now, by its file. */
    var playing by mutableStateOf<String?>(null)
        private set
    /** A post to move to, by its bubble's id. */
    var goes by mutableStateOf<String?>(null)
    var attaches by mutableStateOf(false)
    private var choosesAside by mutableStateOf(false)
    private var opened by mutableStateOf<String?>(null)
    private var held by mutableStateOf<String?>(null)
    private var asked by mutableStateOf<ActView?>(null)
    private val answered = mutableStateSetOf<String>()
    private val later = mutableStateSetOf<String>()
    /** The photos looked at last, so that scrolling back shows them at once. */
    private val photos = object : LinkedHashMap<String, ByteArray>(16, 0.75f, true) {
        override fun removeEldestEntry(eldest: MutableMap.MutableEntry<String, ByteArray>) = size > 12
    }

    /** Pulls views until the feed ends or the caller is cancelled; each replaces the one before. */
    suspend fun follow() {
        trying.told {
            val pulled = session.dialog(dialog).also { feed = it }
            sought?.let(pulled::show)
            try {
                while (true) {
                    val next = pulled.next() ?: break
                    // Once: what is written here since then is newer.
                    if (view == null && draft.text.isEmpty()) draft.text = next.draft
                    view = next
                }
            } finally {
                pulled.stop()
            }
        }
    }

    fun loadEarlier() {
        feed?.loadEarlier()
    }

    /** True when it was taken; else the words stay, and the problem is told. */
    suspend fun send(post: PostDraft, edits: EditView?): Boolean = trying.told {
        inTurn { if (edits == null) session.say(dialog, post) else session.edit(dialog, edits.post, post.text) }
    }

    /** Keeps what is being written at every pause in it; the others see that somebody is writing. */
    suspend fun keepDrafts() = snapshotFlow { draft.begun }.drop(1).collectLatest {
        delay(PAUSE)
        keepDraft()
    }

    /** In turn with what is sent, so that nothing comes back that was sent. The words stay here whatever becomes of it. */
    suspend fun keepDraft() = inTurn {
        val begun = draft.begun
        if (view == null || view?.draft == begun) return@inTurn
        try {
            session.draft(dialog, begun)
        } catch (_: Problem) {
        }
    }

    /** Goes on with what was written before the door was open, behind what is begun here. */
    suspend fun begin(jot: String) {
        keepDraft()
        inTurn {
            val words = session.placeJot(jot, dialog)
            draft.leaveBe()
            draft.text = words
        }
    }

    /** Nowhere near the screen's thread: whoever locks there waits for this, and this for nobody. */
    private suspend fun inTurn(act: suspend () -> Unit) = withContext(Dispatchers.Default) { keeping.withLock { act() } }

    /** Shows a post that was looked for, as soon as it is among those that are shown. */
    fun seek(post: String) {
        sought = post
        feed?.show(post)
    }

    fun found() {
        sought = null
    }

    /** Reacts, or takes that back. */
    suspend fun react(token: String) {
        held = null
        trying.told { session.react(dialog, token) }
    }

    /** The composer answers this post. */
    fun answer(quote: QuoteView) {
        held = null
        draft.answer(quote)
    }

    /** The composer gives this post other words. */
    fun edit(post: EditView) {
        held = null
        draft.edit(post)
    }

    /** A file's bytes, to be put where the person wants them; null when they cannot be had, and that is told. */
    suspend fun file(file: FileView): ByteArray? {
        var bytes: ByteArray? = null
        trying.told { bytes = session.photo(dialog, file.file) }
        return bytes
    }

    /** The letter of an invitation that is out; null when it cannot be made, and that is told. */
    suspend fun print(invitation: String): DocumentView? = trying.printed(session, invitation)

    /** Lets a voice note be heard, or stops it. */
    suspend fun voice(voice: VoiceView, player: Player) {
        player.stop()
        if (playing == voice.file) {
            playing = null
            return
        }
        playing = voice.file
        trying.told { player.play(session.photo(dialog, voice.file)) }
        if (playing == voice.file) playing = null
    }

    suspend fun retry(post: String) = trying.told { session.retry(dialog, post) }

    /** The bytes of a photo; null when they cannot be had now, and its place is then kept. */
    suspend fun photo(file: String): ByteArray? = photos[file] ?: try {
        session.photo(dialog, file).also { photos[file] = it }
    } catch (_: Problem) {
        null
    }

    /** The sheet that lies over the dialog; where the members stand beside it they need none. */
    fun over(membersBeside: Boolean): Over? {
        val post = bubbles().firstOrNull { it.id == held && it.opens }
        return asked?.let(Over::Question)
            ?: post?.let(Over::Post)
            ?: Over.Attach.takeIf { attaches }
            ?: view?.aside?.takeIf { choosesAside }?.let(Over::Aside)
            ?: Over.Members.takeIf { showsMembers && !membersBeside }
            ?: consent?.let(Over::Consent)
    }

    /** Takes the uppermost sheet away; nothing was done. */
    fun closeSheet() = when {
        asked != null -> asked = null
        held != null -> held = null
        attaches -> attaches = false
        choosesAside -> choosesAside = false
        showsMembers -> showsMembers = false
        else -> closeConsent()
    }

    /** Asks before it is done. */
    fun ask(act: ActView) {
        held = null
        asked = act
    }

    /** Shows what can be done to a post. */
    fun hold(post: String) {
        held = post
    }

    /** Does what was asked about, once; the dialog is then seen, with the problem if there was one. */
    suspend fun act(act: ActView) {
        if (asked?.act != act.act) return
        asked = null
        showsMembers = false
        opened = null
        bringing = null
        trying.told { session.act(dialog, act.act) }
    }

    /** Chooses some of those in it, to write with apart. */
    fun chooseAside() {
        choosesAside = true
    }

    /** Begins to write with them, once. */
    suspend fun takeAside(people: List<String>) {
        if (!choosesAside) return
        choosesAside = false
        showsMembers = false
        trying.told { session.takeAside(dialog, people) }
    }

    /** Sets what the dialog offered at once: pinned, muted, archived, folded posts. */
    suspend fun choose(choice: String) = trying.told { session.act(dialog, choice) }

    /** Opens the screen on which somebody is brought in; what is being filled in there stays. */
    suspend fun bring() {
        if (bringing?.invitation == null && bringing != null) return
        trying.told { bringing = BringModel(session, dialog, session.bringing(dialog), language) }
        showsMembers = false
    }

    fun closeBringing() {
        bringing = null
    }

    /** The consent whose sheet is open: the one asked for, else the one that waits for this person. */
    private val consent: ConsentView? get() {
        val wanted = opened
        if (wanted != null) return cards().firstOrNull { it.proposal == wanted }
        return view?.consent?.takeUnless { it.proposal in later || it.proposal in answered }
    }

    fun openConsent(proposal: String) {
        opened = proposal
    }

    /** It does not come back by itself. */
    private fun closeConsent() {
        consent?.let { later += it.proposal }
        opened = null
    }

    /** Answers once. Only when the answer could not be given may it be tried again. */
    suspend fun answer(proposal: String, answer: Answer) {
        if (!answered.add(proposal)) return
        opened = null
        if (!trying.told { session.answer(dialog, proposal, answer) }) {
            later += proposal
            answered -= proposal
        }
    }

    private fun bubbles(): List<BubbleView> = view?.items.orEmpty().filterIsInstance<ItemView.Bubble>().map { it.bubble }

    private fun cards(): List<ConsentView> =
        listOfNotNull(view?.consent) + view?.items.orEmpty().filterIsInstance<ItemView.Consent>().map { it.card }
}
