// The closed door of a device that has an account: the mark and one button; of one who shares the phone, their picture. Refuses to show anything from inside.
// Shown by App before unlocking and after locking.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ActView
import dk.samtale.core.Labels
import dk.samtale.core.PersonView
import dk.samtale.core.ProblemView
import dk.samtale.parts.ActButton
import dk.samtale.parts.Avatar
import dk.samtale.parts.MainButton
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** Whose door it is, where several share the phone; and who stands there instead. */
class LockedPerson(val view: PersonView, val other: String, val onOther: () -> Unit, val onRemove: (ActView) -> Unit)

@Composable
fun LockScreen(labels: Labels, problem: ProblemView?, busy: Boolean, person: LockedPerson? = null, onUnlock: () -> Unit) =
    Page(foot = {
        MainButton(labels.unlock, Modifier.fillMaxWidth(), busy = busy, onClick = onUnlock)
        person?.let {
            QuietButton(it.other, enabled = !busy, onClick = it.onOther)
            ActButton(it.view.remove, onAsk = it.onRemove, enabled = !busy)
        }
    }) {
        Column(Modifier.fillMaxWidth().padding(top = 120.dp), Arrangement.spacedBy(Space.wide), Alignment.CenterHorizontally) {
            if (person == null) Mark(Modifier.size(88.dp)) else Avatar(person.view.picture, person.view.tone, size = 104.dp)
            Text(person?.view?.name ?: labels.app, Modifier.semantics { heading() }, style = Theme.type.display)
            problem?.let { ProblemNotice(it, labels.retry) }
        }
    }
