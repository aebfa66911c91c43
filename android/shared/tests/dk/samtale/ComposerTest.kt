// What a person writes is theirs until it is sent: sending, failing, photos, keys. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.requestFocus
import androidx.compose.ui.test.withKeyDown
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import dk.samtale.core.AttachedDraft
import dk.samtale.dialog.Composer
import dk.samtale.dialog.Draft
import kotlinx.coroutines.CompletableDeferred
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@OptIn(ExperimentalTestApi::class)
@RunWith(ScreenRunner::class)
class ComposerTest {
    @get:Rule val rule = createComposeRule()
    private val draft = Draft()
    private val sent = mutableListOf<String>()
    private val hint = Samples.dialog.hint
    private var answer: suspend () -> Boolean = { true }

    private fun open() = rule.show {
        Box(Modifier.fillMaxSize(), Alignment.BottomCenter) {
            Composer(draft, hint, danish, { draft.photo = pixels }) { post, _ ->
                val photo = post.attached as? AttachedDraft.Photo
                sent += listOf(post.text, photo?.bytes?.size?.toString() ?: "-", photo?.alt.orEmpty()).joinToString("|")
                answer()
            }
        }
    }

    private fun write(words: String) = rule.onNodeWithContentDescription(hint).performTextInput(words)
    private fun send() = rule.onNodeWithContentDescription(danish.send)

    @Test fun nothingIsSentBeforeSomethingIsWritten() {
        open()
        send().assertIsNotEnabled()
        write("  ")
        send().assertIsNotEnabled()
        write("Hej æøå 🎉")
        send().assertIsEnabled().performClick()
        rule.waitForIdle()
        assertEquals(listOf("Hej æøå 🎉|-|"), sent)
        assertEquals("", draft.text)
    }

    @Test fun whatCouldNotBeSentStays() {
        answer = { false }
        open()
        write("Kære Ali")
        send().performClick()
        rule.waitForIdle()
        assertEquals("Kære Ali", draft.text)
        send().assertIsEnabled()
    }

    @Test fun whatIsWrittenWhileSendingStays() {
        val gate = CompletableDeferred<Boolean>()
        answer = { gate.await() }
        open()
        write("Først")
        send().performClick()
        rule.waitForIdle()
        send().assertIsNotEnabled()
        draft.text += " og så"
        gate.complete(true)
        rule.waitForIdle()
        assertEquals(" og så", draft.text)
        assertEquals(1, sent.size)
    }

    @Test fun controlEnterSendsAndEnterDoesNot() {
        open()
        write("Ja tak")
        val field = rule.onNodeWithContentDescription(hint)
        field.requestFocus()
        field.performKeyInput { pressKey(Key.Enter) }
        rule.waitForIdle()
        assertEquals(emptyList<String>(), sent)
        field.performKeyInput { withKeyDown(Key.CtrlLeft) { pressKey(Key.Enter) } }
        rule.waitForIdle()
        assertEquals(listOf("Ja tak|-|"), sent)
    }

    @Test fun aPhotoCanBeDescribedAndNeedNotBe() {
        open()
        rule.onNodeWithContentDescription(danish.attach).performClick()
        send().assertIsEnabled()
        rule.onNodeWithContentDescription(danish.describePhoto).assertIsDisplayed().performTextInput("Havnen")
        send().performClick()
        rule.waitForIdle()
        assertEquals(listOf("|${pixels.size}|Havnen"), sent)
        assertNull(draft.photo)
        assertEquals("", draft.alt)
    }

    @Test fun aPhotoThatCouldNotBeSentStays() {
        answer = { false }
        open()
        rule.onNodeWithContentDescription(danish.attach).performClick()
        send().performClick()
        rule.waitForIdle()
        assertSame(pixels, draft.photo)
    }

    @Test fun aPhotoCanBeTakenAway() {
        open()
        rule.onNodeWithContentDescription(danish.attach).performClick()
        rule.onNodeWithContentDescription(danish.removePhoto).performClick()
        assertNull(draft.photo)
        send().assertIsNotEnabled()
    }

    @Test fun theFieldGrowsToFiveLinesAndNoFurther() {
        open()
        fun height() = rule.placeOf(rule.onNodeWithContentDescription(hint)).run { bottom - top }
        fun lines(count: Int): Dp {
            draft.text = List(count) { "linje" }.joinToString("\n")
            rule.waitForIdle()
            return height()
        }
        val (one, five, nine) = listOf(lines(1), lines(5), lines(9))
        assertTrue("$one $five", five > one + 80.dp)
        assertTrue("$five $nine", nine near five)
    }
}
