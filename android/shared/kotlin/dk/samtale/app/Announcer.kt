// Where the system shows something of the app while it is not shown: a number on its icon, and one line. Refuses sentences and
// counts of its own: the core gives them. Told by OnboardingModel and InsideModel; each platform has its own.
package dk.samtale.app

import dk.samtale.core.NudgeView

interface Announcer {
    /** So many dialogs have something unseen; 0 takes the number off. */
    fun badge(count: UInt)
    /** Says that there is news, in place of what was said before. */
    fun nudge(nudge: NudgeView)
    /** Takes that away: the app is shown. */
    fun hush()
}
