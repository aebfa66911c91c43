// Answers, reactions, edits, files and voice notes on the screen. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import dk.samtale.core.AttachedDraft
import dk.samtale.dialog.BubbleSheet
import dk.samtale.dialog.Composer
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.Draft
import dk.samtale.dialog.HeldActions
import dk.samtale.parts.SaidActions
import dk.samtale.voice.Recorded
import dk.samtale.voice.Recorder
import dk.samtale.voice.Recording
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class SaidTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private val draft = Draft()
    private var time = 0L
    private val hint = Samples.dialog.hint
    private val recording = Recording(object : Recorder {
        override suspend fun begin() = true
        override fun loudness() = 40
        override suspend fun end() = Recorded(byteArrayOf(1, 2, 3), "audio/aac")
        override fun forget() { done += "forget" }
    }) { time }
    private val said = SaidActions(
        { done += "react $it" }, { done += "page $it" }, { done += "dialog $it" }, { done += "file ${it.file}" }, { done += "voice ${it.file}" }, { done += "quote $it" },
    )

    private fun open() = rule.show {
        DialogScreen(Samples.said, danish, Draft(), DialogActions({}, {}, {}, { _, _ -> true }, { _, _ -> }, {}, {}, {}, {}, { done += "hold $it" }, {}, { pixels }, said))
    }

    private fun compose(recorded: Recording? = null) = rule.show {
        Box(Modifier.fillMaxSize(), Alignment.BottomCenter) {
            Composer(draft, hint, danish, {}, recorded) { post, edits ->
                done += listOf(post.text, post.answers ?: "-", edits?.post ?: "-", post.attached?.javaClass?.simpleName ?: "-").joinToString("|")
                true
            }
        }
    }

    private fun bubble(id: String) = rule.onNodeWithContentDescription(Samples.bubble(id).spoken)

    /** What a screen reader offers to do there, by name. */
    private fun SemanticsNodeInteraction.does(words: String) =
        fetchSemanticsNode().config[SemanticsActions.CustomActions].first { it.label == words }.action()

    @Test fun aChipSaysWhoAndIsTakenBackByATouch() {
        open()
        rule.onNodeWithContentDescription("Du og Ali reagerede med 👍").assertIsDisplayed().performClick()
        assertEquals("react 6", done.last())
    }

    @Test fun linksFilesAndVoicesAreActionsByName() {
        open()
        bubble("s7").does("https://nordby.dk/veje")
        bubble("s7").does("Samtale: Karen Holm, Bolig")
        bubble("s6").does(danish.voicePlay)
        bubble("s4").does(danish.fileSave)
        bubble("s3").does(danish.quote)
        assertEquals(listOf("page https://nordby.dk/veje", "dialog d9", "voice f3", "file f2", "quote s1"), done)
    }

    @Test fun aPostsSheetReactsAnswersAndEdits() {
        val held = HeldActions({ done += "react $it" }, { done += "answer ${it.post}" }, { done += "edit ${it.post}" }, {})
        rule.show { BubbleSheet(Samples.bubble("b6"), danish, held) {} }
        rule.onNodeWithContentDescription("Reagér med ❤️").performClick()
        rule.onNodeWithText(danish.reply).performClick()
        rule.onNodeWithText(danish.edit).performClick()
        assertEquals(listOf("react 6 ❤️", "answer b6", "edit b6"), done)
    }

    @Test fun anAnswerNamesItsPostOnceAndCanBeLeftBe() {
        compose()
        draft.answer(Samples.bubble("s2").answer!!)
        rule.onNodeWithContentDescription("Svar: Ali Mentor. Kan du på torsdag?").assertIsDisplayed()
        rule.onNodeWithContentDescription(hint).performTextInput("Ja")
        rule.onNodeWithContentDescription(danish.send).performClick()
        rule.waitForIdle()
        assertEquals(listOf("Ja|s2|-|-"), done)
        assertNull(draft.answers)
        draft.answer(Samples.bubble("s2").answer!!)
        rule.onNodeWithContentDescription(danish.leaveBe).performClick()
        assertNull(draft.answers)
    }

    @Test fun anEditStandsInTheFieldAndGivesBackWhatWasThere() {
        draft.text = "På vej"
        compose()
        draft.edit(Samples.bubble("s3").edit!!)
        rule.onNodeWithText(danish.editing).assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.send).assertIsNotEnabled()
        rule.onNodeWithContentDescription(hint).performTextReplacement("Ja, det er her")
        rule.onNodeWithContentDescription(danish.send).performClick()
        rule.waitForIdle()
        assertEquals(listOf("Ja, det er her|-|s3|-"), done)
        assertEquals("På vej", draft.text)
    }

    @Test fun aChosenFileIsNamedAndCanBeTakenAway() {
        compose()
        draft.attach(AttachedDraft.File(byteArrayOf(1), "Skema.pdf", "application/pdf"))
        rule.onNodeWithText("Skema.pdf").assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.removeFile).performClick()
        assertNull(draft.file)
    }

    @Test fun aVoiceNoteIsRecordedMeasuredAndSent() {
        compose(recording)
        rule.mainClock.autoAdvance = false
        rule.onNodeWithContentDescription(danish.voiceRecord).performClick()
        rule.mainClock.advanceTimeBy(50)
        time = 3_000
        recording.measure()
        rule.mainClock.advanceTimeBy(200)
        rule.onNodeWithText("0:03").assertExists()
        rule.onNodeWithContentDescription(danish.voiceEnd).performClick()
        rule.mainClock.autoAdvance = true
        rule.waitForIdle()
        val voice = draft.file as AttachedDraft.Voice
        assertArrayEquals(byteArrayOf(1, 2, 3), voice.bytes)
        assertTrue("${voice.millis}", voice.millis == 3_000u && voice.wave.isNotEmpty() && voice.wave.all { it == 40.toByte() })
        rule.onNodeWithContentDescription(danish.send).performClick()
        rule.waitForIdle()
        assertEquals(listOf("|-|-|Voice"), done)
    }

    @Test fun aRecordingEndsByItselfAfterTenMinutes() {
        compose(recording)
        rule.mainClock.autoAdvance = false
        rule.onNodeWithContentDescription(danish.voiceRecord).performClick()
        rule.mainClock.advanceTimeBy(50)
        time = 600_001
        rule.mainClock.advanceTimeBy(500)
        rule.mainClock.autoAdvance = true
        rule.waitForIdle()
        assertEquals(600_000u, (draft.file as AttachedDraft.Voice).millis)
    }

    @Test fun aRecordingThatIsForgottenIsNothing() {
        compose(recording)
        rule.mainClock.autoAdvance = false
        rule.onNodeWithContentDescription(danish.voiceRecord).performClick()
        rule.mainClock.advanceTimeBy(50)
        rule.onNodeWithContentDescription(danish.voiceForget).performClick()
        rule.mainClock.autoAdvance = true
        rule.waitForIdle()
        assertEquals(listOf("forget"), done)
        assertNull(draft.file)
    }
}
