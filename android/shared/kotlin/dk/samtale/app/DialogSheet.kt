// The one sheet that lies over a dialog, if any. Refuses two at once: the question before an act stands before all others.
// Shown by DialogPane.
package dk.samtale.app

import androidx.compose.runtime.Composable
import dk.samtale.consent.ConsentSheet
import dk.samtale.core.ActView
import dk.samtale.core.Answer
import dk.samtale.core.AsideView
import dk.samtale.core.AttachedDraft
import dk.samtale.core.BubbleView
import dk.samtale.core.ConsentView
import dk.samtale.core.DialogView
import dk.samtale.core.Labels
import dk.samtale.dialog.ActSheet
import dk.samtale.dialog.AsideSheet
import dk.samtale.dialog.AttachSheet
import dk.samtale.dialog.BubbleSheet
import dk.samtale.dialog.HeldActions
import dk.samtale.dialog.MemberActions
import dk.samtale.dialog.MembersSheet

sealed interface Over {
    /** Before something is done. */
    class Question(val act: ActView) : Over
    /** What can be done to a post. */
    class Post(val bubble: BubbleView) : Over
    data object Members : Over
    /** With whom one writes apart. */
    class Aside(val view: AsideView) : Over
    /** What can come with a post. */
    data object Attach : Over
    class Consent(val consent: ConsentView) : Over
}

@Composable
fun DialogSheet(
    over: Over, view: DialogView, model: DialogModel, labels: Labels, outside: Outside,
    members: MemberActions, held: HeldActions, onAct: (ActView) -> Unit, onAside: (people: List<String>) -> Unit, onAnswer: (proposal: String, answer: Answer) -> Unit,
) {
    outside.onBack(model::closeSheet)
    when (over) {
        is Over.Question -> ActSheet(over.act, labels, { onAct(over.act) }, model::closeSheet)
        is Over.Post -> BubbleSheet(over.bubble, labels, held, model::closeSheet)
        Over.Attach -> AttachSheet(
            labels,
            { model.attaches = false; outside.choosePhoto { model.draft.attach(AttachedDraft.Photo(it, "")) } },
            { model.attaches = false; outside.chooseFile(model.draft::attach) },
            model::closeSheet,
        )
        Over.Members -> MembersSheet(view, labels, members, model::closeSheet)
        is Over.Aside -> AsideSheet(over.view, labels, onAside, model::closeSheet)
        is Over.Consent -> ConsentSheet(over.consent, labels, { onAnswer(over.consent.proposal, it) }, model::ask, model::closeSheet)
    }
}
