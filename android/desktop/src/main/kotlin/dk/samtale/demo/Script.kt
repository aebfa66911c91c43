// What Karen and Ali say to each other in the demo, and who they are. Refuses chance: the same every time.
// Played by Client, line by line.
package dk.samtale.demo

/** Who takes part; `unit` is for those who work for the municipality. */
enum class Person(val key: String, val full: String, val unit: String) {
    ALI("ali", "Ali Mentor", "Job og uddannelse"),
    KAREN("karen", "Karen Holm", ""),
}

class Line(val by: Person, val text: String, val photo: String? = null)

const val TOPIC = "Vejen til læreplads"
const val PURPOSE = "Så vi kan aftale møder og tale om, hvordan det går."

/** The first line is Ali's, written with the invitation; it reaches Karen when she has said yes. */
val script = listOf(
    Line(Person.ALI, "Hej Karen, velkommen hertil 😊 Hvordan gik det til samtalen på værkstedet?"),
    Line(Person.KAREN, "Hej Ali! Det gik over al forventning 🎉"),
    Line(Person.KAREN, "Jeg var så nervøs, at jeg kom en halv time for tidligt. Så jeg gik en tur ned til fjorden først."),
    Line(Person.ALI, "Det lyder som en klog måde at begynde på. Hvad spurgte de om?"),
    Line(Person.KAREN, "Mest om, hvad jeg godt kan lide at lave. Jeg fortalte om cyklerne, jeg har sat i stand hos min onkel 🚲"),
    Line(Person.KAREN, "Og så måtte jeg prøve at svejse. Mester sagde, at jeg har en rolig hånd."),
    Line(Person.ALI, "Den er jeg ikke overrasket over. Hvor er det godt gået 👏 Hvornår får du besked?"),
    Line(Person.KAREN, "På torsdag. Må jeg ringe til dig, når jeg ved det?"),
    Line(Person.ALI, "Meget gerne. Uanset hvad de siger, lægger vi planen sammen bagefter."),
    Line(Person.KAREN, "Her er udsigten fra bænken, hvor jeg øvede mine svar 🌅", "Fjorden i aftensol med skov på begge sider og en lille båd"),
    Line(Person.ALI, "Sikke et smukt sted at samle mod."),
    Line(Person.KAREN, "Tak, Ali. Det er rart ikke at skulle gøre det alene 💛"),
)
