// A calm page to read or fill in: a way back, a narrow column, a place for what leads on at the bottom.
// Refuses two columns. Carries the onboarding screens and the invitation.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Page(
    modifier: Modifier = Modifier,
    back: String? = null,
    onBack: () -> Unit = {},
    foot: @Composable ColumnScope.() -> Unit,
    body: @Composable ColumnScope.() -> Unit,
) = BoxWithConstraints(modifier.fillMaxSize().background(Theme.colors.paper), contentAlignment = Alignment.TopCenter) {
    Column(
        Modifier
            .widthIn(max = Space.column)
            .verticalScroll(rememberScrollState())
            .heightIn(min = maxHeight)
            .padding(horizontal = Space.wide, vertical = Space.one),
        Arrangement.SpaceBetween,
    ) {
        Column(Modifier.fillMaxWidth()) {
            Box(Modifier.height(56.dp), contentAlignment = Alignment.CenterStart) {
                if (back != null) IconButton(Icons.back, back, Modifier.offset(x = -Space.two), onClick = onBack)
            }
            body()
            Spacer(Modifier.height(Space.wide))
        }
        Column(Modifier.fillMaxWidth().padding(bottom = Space.wide), Arrangement.spacedBy(Space.two), Alignment.CenterHorizontally, foot)
    }
}
