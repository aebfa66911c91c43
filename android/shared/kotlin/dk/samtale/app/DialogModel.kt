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
import dk.samtale.core.ItemView
import dk.samtale.core.Language
import dk.samtale.core.Problem
import dk.samtale.core.Session
import dk.samtale.dialog.Draft
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.drop
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** How long one stops writing before it is kept, in milliseconds. */
private const val PAUSE = 700L

@Stable
class DialogModel(private val session: Session, val dialog: String, private val language: Language) {
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
    suspend fun send(text: String, photo: ByteArray?, alt: String): Boolean = keeping.withLock {
        trying.told { if (photo == null) session.post(dialog, text) else session.postPhoto(dialog, photo, text, alt) }
    }

    /** Keeps what is being written at every pause in it; the others see that somebody is writing. */
    suspend fun keepDrafts() = snapshotFlow { draft.text }.drop(1).collectLatest {
        delay(PAUSE)
        keepDraft()
    }

    /** In turn with what is sent, so that nothing comes back that was sent. The words stay here whatever becomes of it. */
    suspend fun keepDraft() = keeping.withLock {
        val kept = view?.draft ?: return
        if (draft.text == kept) return
        try {
            session.draft(dialog, draft.text)
        } catch (_: Problem) {
        }
    }

    /** Shows a post that was looked for, as soon as it is among those that are shown. */
    fun seek(post: String) {
        sought = post
        feed?.show(post)
    }

    fun found() {
        sought = null
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
        val post = bubbles().firstOrNull { it.id == held && it.acts.isNotEmpty() }
        return asked?.let(Over::Question)
            ?: post?.let(Over::Post)
            ?: Over.Members.takeIf { showsMembers && !membersBeside }
            ?: consent?.let(Over::Consent)
    }

    /** Takes the uppermost sheet away; nothing was done. */
    fun closeSheet() = when {
        asked != null -> asked = null
        held != null -> held = null
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
