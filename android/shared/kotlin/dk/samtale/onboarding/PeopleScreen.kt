// Who stands at the phone: a large round picture for each of those who share it. Refuses names: the pictures are all there is.
// Shown by App where there are several, before one is chosen and after each use.
package dk.samtale.onboarding

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.PersonView
import dk.samtale.core.PhoneView
import dk.samtale.core.ProblemView
import dk.samtale.parts.Avatar
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@OptIn(ExperimentalLayoutApi::class)
@Composable
fun PeopleScreen(phone: PhoneView, labels: Labels, problem: ProblemView?, onChoose: (PersonView) -> Unit) = Page(foot = {}) {
    Text(phone.heading, Modifier.fillMaxWidth().padding(bottom = Space.wide).semantics { heading() }, style = Theme.type.display, textAlign = TextAlign.Center)
    FlowRow(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.side, Alignment.CenterHorizontally), Arrangement.spacedBy(Space.side)) {
        for (person in phone.people) Person(person) { onChoose(person) }
    }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side)) }
}

/** A picture with its word below; both are one button. */
@Composable
private fun Person(person: PersonView, onClick: () -> Unit) = Column(
    Modifier.clip(Corner.card).clickable(role = Role.Button, onClick = onClick).padding(Space.one).widthIn(min = 120.dp),
    Arrangement.spacedBy(Space.one),
    Alignment.CenterHorizontally,
) {
    Avatar(person.picture, person.tone, size = 104.dp)
    Text(person.name, style = Theme.type.name)
}
