// A post's words with their links, and what can be done with what it carries. Refuses to open anything by itself.
// Drawn in a bubble; a screen reader finds each as an action of the bubble.
package dk.samtale.parts

import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.LinkAnnotation
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.TextLinkStyles
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.text.withLink
import dk.samtale.core.BubbleView
import dk.samtale.core.FileView
import dk.samtale.core.Labels
import dk.samtale.core.SpanView
import dk.samtale.core.VoiceView

/** What can be done with what was said. `playing` is the voice note that is heard now, by its file. */
class SaidActions(
    val onReact: (token: String) -> Unit = {},
    val onPage: (url: String) -> Unit = {},
    val onDialog: (dialog: String) -> Unit = {},
    val onFile: (FileView) -> Unit = {},
    val onVoice: (VoiceView) -> Unit = {},
    val onQuote: (bubble: String) -> Unit = {},
    val playing: String? = null,
)

/** The words, links underlined in the ink they stand in. */
@Composable
fun linked(spans: List<SpanView>, ink: Color, actions: SaidActions): AnnotatedString = remember(spans, ink, actions) {
    val style = TextLinkStyles(SpanStyle(ink, fontWeight = FontWeight.Medium, textDecoration = TextDecoration.Underline))
    buildAnnotatedString {
        for (span in spans) when (span) {
            is SpanView.Words -> append(span.text)
            is SpanView.Web -> withLink(LinkAnnotation.Clickable(span.url, style) { actions.onPage(span.url) }) { append(span.text) }
            is SpanView.Dialog -> withLink(LinkAnnotation.Clickable(span.dialog, style) { actions.onDialog(span.dialog) }) { append(span.text) }
        }
    }
}

/** Everything that a touch on a part of the bubble does, by name. */
fun spokenActions(bubble: BubbleView, labels: Labels, actions: SaidActions): List<CustomAccessibilityAction> {
    val quote = bubble.quote?.bubble?.let { to -> CustomAccessibilityAction(labels.quote) { actions.onQuote(to).let { true } } }
    val file = bubble.file?.let { file -> CustomAccessibilityAction(labels.fileSave) { actions.onFile(file).let { true } } }
    val voice = bubble.voice?.let { voice ->
        CustomAccessibilityAction(if (actions.playing == voice.file) labels.voiceStop else labels.voicePlay) { actions.onVoice(voice).let { true } }
    }
    val links = bubble.spans.mapNotNull { span ->
        when (span) {
            is SpanView.Words -> null
            is SpanView.Web -> CustomAccessibilityAction(span.text) { actions.onPage(span.url).let { true } }
            is SpanView.Dialog -> CustomAccessibilityAction(span.text) { actions.onDialog(span.dialog).let { true } }
        }
    }
    return listOfNotNull(quote, file, voice) + links
}
