// What the core would show Karen Holm (citizen) and Ali Mentor (caseworker), written out. Refuses lorem ipsum.
// Drawn by the tests of both apps.
package dk.samtale

import dk.samtale.core.ActView
import dk.samtale.core.ArchivedView
import dk.samtale.core.AsideView
import dk.samtale.core.BringView
import dk.samtale.core.BubbleView
import dk.samtale.core.ChoiceView
import dk.samtale.core.ConsentView
import dk.samtale.core.DeviceLinkView
import dk.samtale.core.DeviceView
import dk.samtale.core.DialogView
import dk.samtale.core.EditView
import dk.samtale.core.EmptyView
import dk.samtale.core.FileView
import dk.samtale.core.FoldView
import dk.samtale.core.GuestView
import dk.samtale.core.HouseholdView
import dk.samtale.core.InboxRow
import dk.samtale.core.InboxView
import dk.samtale.core.InvitationView
import dk.samtale.core.InvitedView
import dk.samtale.core.ItemView
import dk.samtale.core.JotView
import dk.samtale.core.JotterView
import dk.samtale.core.LockChoiceView
import dk.samtale.core.LockView
import dk.samtale.core.MemberView
import dk.samtale.core.NudgesView
import dk.samtale.core.PaperView
import dk.samtale.core.PersonView
import dk.samtale.core.PhoneView
import dk.samtale.core.PhotoView
import dk.samtale.core.PostState
import dk.samtale.core.ProblemView
import dk.samtale.core.QuoteView
import dk.samtale.core.ReactionView
import dk.samtale.core.RoomView
import dk.samtale.core.SearchRow
import dk.samtale.core.SearchView
import dk.samtale.core.SeatState
import dk.samtale.core.SeatView
import dk.samtale.core.ShortCodeView
import dk.samtale.core.SpanView
import dk.samtale.core.StepUpView
import dk.samtale.core.TableView
import dk.samtale.core.UndoView
import dk.samtale.core.VoiceView
import dk.samtale.core.VouchingView
import dk.samtale.core.WelcomeView

object Samples {
    private fun act(act: String, label: String, heading: String, sentence: String, yes: String, grave: Boolean = true) =
        ActView(act, label, grave, heading, sentence, yes, "Fortryd")

    val erase = act("erase 6", "Slet beskeden", "Vil du slette beskeden?", "Den forsvinder for alle. De kan se, at du har slettet noget.", "Slet")
    val takeBack = act("take-back 7", "Tag beskeden tilbage", "Vil du tage beskeden tilbage?", "Den bliver ikke sendt. Er den nået frem, bliver den slettet for alle.", "Tag tilbage")
    val withdraw = act("withdraw p1", "Tag mit ja til Mette tilbage", "Skal Mette ikke være med mere?", "Mette kan ikke læse det, I skriver fra nu af.", "Tag mit ja tilbage")
    val remove = act("remove u3", "Tag Mette ud", "Vil du tage Mette ud af samtalen?", "Mette kan ikke læse eller skrive her mere. Alle kan se, at du gjorde det.", "Tag ud")
    val leave = act("leave", "Forlad samtalen", "Vil du forlade samtalen?", "Du kan ikke læse eller skrive her mere. De andre kan se, at du er gået.", "Forlad")
    val close = act("close", "Luk samtalen", "Vil du lukke samtalen?", "Ingen kan skrive her, før du åbner den igen. Alle kan læse det, der står.", "Luk")
    val reopen = act("reopen", "Åbn samtalen igen", "Vil du åbne samtalen igen?", "Alle, der er med, kan skrive igen.", "Åbn", grave = false)

    private fun person(person: String, picture: String, tone: UByte, name: String) = PersonView(
        person, picture, tone, name,
        act(person, "Fjern fra telefonen", "Skal $picture fjernes fra telefonen?", "Alt, der ligger her for $picture, bliver slettet, også det, der ikke er sendt. Du kan ikke fortryde det.", "Fjern"),
    )

    val letIn = act("add", "En anden på denne telefon", "Skal en anden også bruge telefonen?", "Du bliver låst ude nu. Her er du 🦊, og den anden er 🐳. Alle, der kan låse telefonen op, kan åbne begge.", "Begynd", grave = false)

    /** Karen and her son share it; `chosen` is whose door it is. */
    fun phone(chosen: Int? = null): PhoneView {
        val people = listOf(person("p1", "🦊", 0u, "Ræv"), person("p2", "🐳", 1u, "Hval"), person("p3", "🌻", 2u, "Solsikke"))
        return PhoneView("Hvem er du?", people, chosen?.let(people::get), "En anden", null)
    }

    val consent = ConsentView(
        proposal = "p1",
        question = "Må Mette Vind (psykolog) være med?",
        asks = "Ali Mentor, Job og uddannelse",
        about = "Mette Vind, psykolog i Sundhed og trivsel",
        purpose = "At hjælpe dig med at finde ro, når du starter på skolen.",
        sees = "Hun ser kun det, I skriver fra nu af.",
        until = "Gælder til 23. maj 2027.",
        others = listOf("Ali Mentor har sagt ja", "Mette Vind har ikke svaret endnu"),
        ifNo = "Intet ændrer sig. Ali får besked om, at du sagde nej.",
        revocable = "Du kan altid trække det tilbage her.",
        yes = "Ja, hun må", no = "Nej", later = "Senere", more = "Læs mere",
        answered = null, mine = true, acts = emptyList(),
    )

    val members = listOf(
        MemberView("Karen Holm", "Borger", "Med siden 3. maj", "Bekræftet med MitID", true, "KH", 2u, emptyList()),
        MemberView("Ali Mentor", "Mentor, Job og uddannelse", "Med siden 3. maj", "Bekræftet af kommunen", true, "AM", 0u, emptyList()),
    )

    val unproven = MemberView("Mette Vind", "Psykolog", "Inviteret i dag", "Endnu ikke bekræftet på denne enhed", false, "MV", 3u, listOf(withdraw, remove))

    private val harbour = PhotoView("f1", 1200u, 900u, "Havnen i aftensol med en lille båd", null, null)

    private fun words(text: String) = if (text.isEmpty()) emptyList() else listOf(SpanView.Words(text))

    private fun ali(id: String, text: String, time: String, first: Boolean = true, last: Boolean = true, photo: PhotoView? = null) = ItemView.Bubble(
        BubbleView(
            id, false, "Ali Mentor", "AM", 0u, text, words(text), null, photo, null, null, null, emptyList(), time, PostState.SENT, "Sendt", null, first, last,
            "Ali Mentor skrev: $text, $time", emptyList(), choices(null), QuoteView(id, id, "Ali Mentor", text, true), null,
        ),
    )

    private val PostState.through get() = this == PostState.SENT || this == PostState.DELIVERED || this == PostState.READ

    private fun karen(id: String, text: String, time: String, first: Boolean = true, last: Boolean = true, state: PostState = PostState.SENT, photo: PhotoView? = null) = ItemView.Bubble(
        BubbleView(
            id, true, "Karen Holm", "KH", 2u, text, words(text), null, photo, null, null, null, emptyList(), time, state,
            when (state) {
                PostState.WAITING -> "Venter"
                PostState.SENT -> "Sendt"
                PostState.DELIVERED -> "Nået frem"
                PostState.READ -> "Læst"
                PostState.FAILED -> "Ikke sendt. Prøv igen"
                PostState.ASKED -> "Mette er kommet til. Send til alle, der er med nu?"
            },
            null, first, last, "Du skrev: $text, $time",
            listOf(if (state.through) erase else takeBack),
            if (state.through) choices(null) else emptyList(),
            QuoteView(id, id, "Du", text, true).takeIf { state.through }, EditView(id, text).takeIf { state.through && photo == null },
        ),
    )

    /** The six that are offered; `own` is there already. */
    fun choices(own: String?) = listOf("👍", "❤️", "😂", "😮", "😢", "🙏").map {
        ReactionView(it, "", it == own, if (it == own) "Tag $it tilbage" else "Reagér med $it", if (it == own) "6" else "6 $it")
    }

    val talk = listOf(
        ItemView.Day("mandag"),
        ItemView.Notice("Ali Mentor startede samtalen"),
        ali("b1", "Hej Karen. Hvordan gik samtalen på skolen?", "13:58"),
        karen("b2", "Godt! Jeg er glad for det 🎉", "14:02", last = false),
        karen("b3", "De havde også et værksted, hvor jeg kan være, når der er for meget støj omkring mig.", "14:03", first = false, state = PostState.READ),
        ali("b4", "Hvor dejligt at høre 😊", "14:05", last = false),
        ali("b5", "Skal vi ses onsdag kl. 10 og lægge en plan?", "14:05", first = false),
        ItemView.Day("i dag"),
        karen("b6", "Ja tak", "09:12", last = false),
        karen("b7", "Sådan ser vejen derhen ud om aftenen", "09:13", first = false, state = PostState.DELIVERED, photo = harbour),
        // Nothing can be done to this one.
        ali("b8", "Smukt! Vi ses", "09:20").with { copy(react = emptyList(), answer = null) },
    )

    /** Karen's phone. */
    val dialog = DialogView(
        dialog = "d1", name = "Ali Mentor", topic = "Job og uddannelse", initials = "AM", tone = 0u,
        readers = "Kun du og Ali kan læse dette", notice = null, items = talk, earlier = false, typing = null, draft = "",
        hint = "Skriv til Ali", mayWrite = true, whyNot = null, stepUp = null, evidence = null, members = members, consent = null,
        acts = listOf(leave), choices = set(pinned = false, muted = false, archived = false), mayBring = false, alone = false, rooms = emptyList(), aside = null, link = "https://samtale.example/s#d1",
    )

    val wave = ByteArray(48) { (40 + 180 * kotlin.math.abs(kotlin.math.sin(it * 0.55)) * if (it % 11 == 0) 0.2 else 1.0).toInt().toByte() }

    private fun ItemView.Bubble.with(change: BubbleView.() -> BubbleView) = ItemView.Bubble(bubble.change())

    /** All that a post can be. */
    val said = dialog.copy(
        items = listOf(
            ItemView.Day("i dag"),
            ali("s1", "Har du dit cv?", "10:02", last = false),
            ali("s2", "Kan du på torsdag?", "10:02", first = false).with {
                copy(edited = "Redigeret", reactions = listOf(
                    ReactionView("👍", "2", true, "Du og Ali reagerede med 👍", "6"),
                    ReactionView("❤️", "", false, "Ali reagerede med ❤️", "6 ❤️"),
                ))
            },
            karen("s3", "Ja, jeg har det her", "10:05", last = false).with { copy(quote = QuoteView("1", "s1", "Ali Mentor", "Har du dit cv?", true)) },
            karen("s4", "", "10:05", first = false, last = false).with {
                copy(spans = emptyList(), edit = null, file = FileView("f2", "Karen Holm cv 2026.pdf", "application/pdf", "241 kB", null, "Fil: Karen Holm cv 2026.pdf, 241 kB"))
            },
            karen("s5", "Rart, at det er ham", "10:06", first = false).with { copy(quote = QuoteView("", null, "", "Beskeden er slettet", false)) },
            ali("s6", "", "10:20", last = false).with {
                copy(spans = emptyList(), voice = VoiceView("f3", "audio/mp4", 7_000u, "0:07", wave, null, "Talebesked, 0:07"))
            },
            ali("s7", "Vejen står på https://nordby.dk/veje. Vi talte om den i Samtale: Karen Holm, Bolig", "10:21", first = false).with {
                copy(spans = listOf(
                    SpanView.Words("Vejen står på "), SpanView.Web("https://nordby.dk/veje", "https://nordby.dk/veje"),
                    SpanView.Words(". Vi talte om den i "), SpanView.Dialog("Samtale: Karen Holm, Bolig", "d9"),
                ))
            },
        ),
    )


    val asked = dialog.copy(
        items = talk.dropLast(3) + ItemView.Notice("Ali inviterede psykolog Mette Vind") + ItemView.Consent(consent),
        consent = consent,
    )

    val troubled = dialog.copy(
        notice = "Ingen forbindelse. Det, du skriver, bliver sendt, når du er på nettet igen.",
        items = talk.take(7) + ItemView.Day("i dag") +
            karen("w1", "Må jeg tage min søster med?", "10:01", last = false) +
            karen("w2", "Hun kan køre mig", "10:01", first = false, state = PostState.WAITING) +
            karen("w3", "Her er mit skema 📎", "10:04", state = PostState.FAILED) +
            karen("w4", "Det er kun til dig", "10:05", state = PostState.ASKED),
    )

    val typing = dialog.copy(typing = "Ali skriver …")

    val found = SearchView(
        rows = listOf(
            SearchRow("d1", "b5", "Ali Mentor", "AM", 0u, "Ali: Skal vi ses ", "onsdag", " kl. 10 og lægge en plan?", "14:05", "Ali Mentor. Ali, 14:05: Skal vi ses onsdag kl. 10 og lægge en plan?"),
            SearchRow("d2", "m1", "Familien Holm", "FH", 1u, "Du: …tak. Så ses vi ", "onsdag", "", "3. maj", "Familien Holm. Du, 3. maj: …tak. Så ses vi onsdag"),
        ),
        more = true, notice = null,
    )

    val nothing = SearchView(emptyList(), false, "Der er ikke fundet noget.")

    /** What waits for one more login of hers, and of somebody else. */
    val once = dialog.copy(
        mayWrite = false,
        stepUp = StepUpView("Her står noget meget følsomt. Log ind en gang til, på niveau høj. Så er det åbent for dig, også næste gang.", "Log ind med MitID"),
    )
    val awaits = dialog.copy(stepUp = StepUpView("Mette skal logge ind en gang til, før nogen kan lukke Mette ind.", null))

    val closed = dialog.copy(mayWrite = false, whyNot = "Samtalen er lukket. Du kan stadig læse den.")

    val twoStories = dialog.copy(
        mayWrite = false,
        whyNot = "Kommunens server har vist jer forskellige ting her. Kopiér beviset, og giv det til en, du stoler på.",
        evidence = "samtale-evidence1:hFggpU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p",
    )

    val three = dialog.copy(members = members + unproven, readers = "Du, Ali og Mette kan læse dette")

    /** What Ali may do: bring somebody in, put somebody out, close. */
    val led = three.copy(acts = listOf(leave, close), mayBring = true)
    val aside = act("aside u1", "Skriv alene med Karen", "Vil du skrive alene med Karen?", "Kun I to kan læse det. Karen bliver spurgt først. De andre her ser det ikke.", "Begynd", grave = false)

    /** One of a case that has others: they are named where one could mistake them. */
    val some = AsideView(
        "Skriv med nogle af dem", "Hvem vil du skrive med?", "Kun I kan læse det. De bliver spurgt først. De andre her ser det ikke.",
        listOf(ChoiceView("u1", "Karen Holm"), ChoiceView("u2", "Bo Lind"), ChoiceView("u3", "Eva Lind")), "Begynd", "Fortryd",
    )
    val apart = led.copy(aside = some, hint = "Kun Karen læser dette", rooms = listOf(RoomView("d2", "Alene med Karen"), RoomView("d3", "Sammen med Karen og Bo")), members = led.members.map { it.copy(acts = listOf(aside)) })

    val agreed = consent.copy(answered = "Du sagde ja", acts = listOf(withdraw))

    val bring = BringView(
        roles = listOf("external" to "Ekstern fagperson", "relative" to "Pårørende", "employee" to "Medarbejder").map { ChoiceView(it.first, it.second) },
        sees = listOf("now" to "Intet fra før", "since 7" to "Det fra den sidste uge", "since 30" to "Det fra den sidste måned", "all" to "Alt, også det gamle").map { ChoiceView(it.first, it.second) },
        asked = "Du og Karen skal sige ja først.",
    )

    fun bubble(id: String): BubbleView = (talk + said.items).filterIsInstance<ItemView.Bubble>().first { it.bubble.id == id }.bubble

    /** A post of no consequence, for long lists. */
    fun post(id: String, text: String, own: Boolean = false): ItemView = if (own) karen(id, text, "10:00") else ali(id, text, "10:00")

    val long = dialog.copy(items = List(40) { post("n$it", "linje $it") })

    /** The same talk on Ali's tablet. */
    val asAli = dialog.copy(
        name = "Karen Holm", initials = "KH", tone = 2u, hint = "Skriv til Karen", readers = "Kun du og Karen kan læse dette", acts = listOf(leave, close), mayBring = true,
        items = asked.items.map { item ->
            when (item) {
                is ItemView.Bubble -> ItemView.Bubble(item.bubble.copy(own = !item.bubble.own, acts = if (item.bubble.own) emptyList() else listOf(erase), edit = null))
                is ItemView.Consent -> ItemView.Consent(item.card.copy(mine = false))
                else -> item
            }
        },
    )

    private fun row(id: String, name: String, topic: String, last: String, time: String, initials: String, tone: UByte, unread: UInt = 0u, waiting: String? = null, pinned: Boolean = false, muted: Boolean = false, archived: Boolean = false, room: String? = null) =
        InboxRow(id, name, topic, room, last, time, unread, pinned, muted, set(pinned, muted, archived), waiting, initials, tone, "$name, $topic. $last, $time")

    private fun set(pinned: Boolean, muted: Boolean, archived: Boolean) = listOf(
        if (pinned) ChoiceView("unpin", "Frigør fra toppen") else ChoiceView("pin", "Fastgør øverst"),
        if (muted) ChoiceView("unmute", "Slå lyden til") else ChoiceView("mute", "Sæt på lydløs"),
        if (archived) ChoiceView("unarchive", "Læg tilbage i listen") else ChoiceView("archive", "Arkivér"),
    )

    private fun device(id: String, title: String, added: String, vararg acts: ActView) = DeviceView(id, title, "Tilføjet $added", acts.asList(), "$title. Tilføjet $added.")

    val removeDevice = act("v2", "Fjern", "Vil du fjerne enheden?", "Den kan ikke læse eller skrive for dig mere. Det virker med det samme. Én enhed, som den har føjet til, bliver også fjernet.", "Fjern")
    private val removePaper = act("v3", "Fjern", "Vil du fjerne koden?", "Tallene på papiret åbner så intet mere.", "Fjern")

    /** What Karen has: this one first. */
    val devices = listOf(
        device("v1", "Denne enhed", "3. maj"),
        device("v2", "En anden enhed", "i dag kl. 14:05", removeDevice),
        device("v3", "Kode på papir", "i går kl. 09:12", removePaper),
    )

    val logOut = act("log-out", "Log ud alle andre steder", "Vil du logge ud alle andre steder?", "Dine andre enheder låser nu. De kan først bruges igen, når du lukker dem ind her. Intet bliver slettet. Har du mistet en enhed, så fjern den i stedet.", "Log ud")
    private val letsIn = act("let-in v2", "Luk ind", "Vil du lukke enheden ind igen?", "Gør det kun, hvis du selv har den. Så kan den læse og skrive for dig igen.", "Luk ind")

    /** The same when her other device is logged out, and one more is not. */
    val out = listOf(
        devices[0],
        DeviceView("v2", "En anden enhed", "Logget ud", listOf(letsIn, removeDevice), "En anden enhed. Logget ud."),
        device("v4", "En anden enhed", "i dag kl. 14:05"),
    )

    val deviceLink = DeviceLinkView(
        link = sampleLink, qr = sampleQr,
        steps = listOf("Skan billedet med kameraet på den nye enhed, eller åbn linket dér.", "Log ind på den nye enhed, som du plejer.", "Hold appen åben her, til den nye enhed er med."),
        until = "Kan bruges til kl. 14:20",
    )

    val paper = PaperView(
        groups = listOf("30417", "88251", "06394", "71520", "49968", "13075", "62284", "95131"), qr = sampleQr, link = sampleLink,
        steps = listOf("Skriv tallene ned på papir. De vises kun denne ene gang.", "Læg papiret et sikkert sted. Det er en nøgle til alt, hvad du kan læse.", "Mister du alle dine enheder, så åbn linket fra kommunen, og skriv koden ind."),
    )

    /** She said yes to being told that there is news. */
    val nudges = NudgesView(true, "Sig til, når der er nyt", "Kun at der er nyt. Aldrig hvad, og aldrig fra hvem. Det gælder på denne enhed.", null)

    /** Before anybody asked her. */
    val unasked = nudges.copy(on = false, ask = ActView("", nudges.label, false, "Skal vi sige til, når der er nyt?", "Så skal du ikke selv se efter. Vi siger kun, at der er nyt til dig, og aldrig hvad det er, eller hvem det er fra. Du kan altid slå det fra under Dine enheder.", "Ja", "Nej"))

    /** Karen's list. */
    val inbox = InboxView(
        title = "Samtale", notice = null, noticeOffline = false, unread = 2u, archived = null, undo = null, jots = emptyList(), places = emptyList(), empty = null, mayInvite = false, mayBeSensitive = false, mayMatch = false, receipts = true, devices = devices, logOut = logOut, nudges = nudges,
        rows = listOf(
            row("d1", "Ali Mentor", "Job og uddannelse", "Vi ses onsdag kl. 10", "14:05", "AM", 0u, unread = 2u),
            row("d2", "Familien Holm", "4 deltagere", "Mette: Så prøver vi det", "i går", "FH", 1u, waiting = "Samtykke venter på dig"),
            row("d3", "Sundhedsplejen", "Storebæltsvej", "Du: Tusind tak for hjælpen 🌼", "3. maj", "SP", 6u),
        ),
    )

    /** What she set for herself: pinned, muted, archived. */
    val mine = inbox.copy(
        unread = 0u,
        rows = listOf(
            row("d3", "Sundhedsplejen", "Storebæltsvej", "Du: Tusind tak for hjælpen 🌼", "3. maj", "SP", 6u, pinned = true),
            row("d1", "Ali Mentor", "Job og uddannelse", "Vi ses onsdag kl. 10", "14:05", "AM", 0u, unread = 2u, muted = true),
        ),
        archived = ArchivedView("Arkiveret (1)", listOf(row("d2", "Familien Holm", "4 deltagere", "Mette: Så prøver vi det", "i går", "FH", 1u, archived = true))),
        undo = UndoView("Samtalen med Familien Holm er lagt væk. Den kommer igen, når en anden skriver.", "Fortryd", "d2", "unarchive"),
    )

    val block = act("block u3", "Blokér Mette", "Vil du blokere Mette?", "Du ser ikke, hvad Mette skriver, i nogen af dine samtaler. Mette er stadig med og kan læse og skrive. Ingen får det at vide, heller ikke kommunen. Er du i fare, så ring 112. Du kan også forlade samtalen eller tale med kommunen.", "Blokér")

    private val fold = FoldView("3 beskeder fra Mette, som du har blokeret", listOf(ChoiceView("show u3", "Vis"), ChoiceView("unblock u3", "Ophæv blokering")))

    val folded = three.copy(items = talk.take(4) + ItemView.Folded(fold) + talk.drop(4).take(3))

    val lock = LockView("Efter 5 minutter", listOf(0u to "Med det samme", 1u to "Efter 1 minut", 5u to "Efter 5 minutter", 15u to "Efter 15 minutter", 30u to "Efter 30 minutter", 60u to "Efter en time").map { LockChoiceView(it.first, it.second, it.first == 5u) })

    private val forget = ActView("j1", "Slet", true, "Vil du slette det her?", "Det er væk for altid. Ingen har læst det.", "Slet", "Fortryd")

    /** Karen wrote on the mountain. */
    val jots = inbox.copy(
        jots = listOf(
            JotView("j1", "Jeg er ved hytten og kommer ned i morgen.", "Til Ali", "I går 14:05", true, forget, "Til Ali. I går 14:05. Jeg er ved hytten og kommer ned i morgen."),
            JotView("j2", "Vi kan ikke læse det, du skrev her. Skriv det igen.", null, null, false, forget.copy(act = "j2"), "Vi kan ikke læse det, du skrev her. Skriv det igen."),
        ),
        places = listOf(ChoiceView("d1", "Ali Mentor, Job og uddannelse"), ChoiceView("d2", "Familien Holm, 4 deltagere")),
    )

    val jotter = JotterView(
        "Der er intet net. Du kan skrive nu. Vi gemmer det, til der er net, og så vælger du, hvem der skal have det.", true, "2 noter venter",
        forget.copy(act = "", label = "Slet det, der venter"),
    )

    /** Ali's list. */
    val staff = inbox.copy(
        mayInvite = true,
        rows = listOf(
            row("d1", "Karen Holm", "Job og uddannelse", "Du: Smukt! Vi ses", "09:20", "KH", 2u),
            row("d4", "Jørgen Ås", "Bolig", "Jeg har fundet en lejlighed på Nørregade", "08:47", "JÅ", 5u, unread = 1u, waiting = "venter i 2 dage"),
            row("d2", "Familien Holm", "Støtte i hverdagen", "Mette: Så prøver vi det", "i går", "FH", 1u),
            row("d5", "Sofie Ærø", "Uddannelse", "Du: Husk dit CV til torsdag", "mandag", "SÆ", 3u),
            row("d6", "Mikkel Thy", "Job", "👍", "3. maj", "MT", 4u),
        ),
    )

    /** Somebody's device was added, and it was not this one's doing. */
    val warned = inbox.copy(notice = "En ny enhed har fået adgang. Er det ikke dig, så fjern den under Dine enheder.")

    val nobody = InboxView("Samtale", null, false, emptyList(), 0u, null, null, emptyList(), emptyList(), EmptyView("Her kommer dine samtaler med kommunen til at stå.", "Har du fået en kode? Indtast den her"), false, false, false, true, devices.take(1), null, nudges)

    val welcome = WelcomeView(
        heading = "Ali Mentor vil gerne skrive sammen med dig",
        lines = listOf(
            "Kun du og Ali kan læse det, I skriver.",
            "Du bestemmer, om andre må være med.",
            "Du logger ind med MitID, så Ali ved, at det er dig.",
        ),
        button = "Log ind med MitID",
        hint = "Du kommer til MitID og så tilbage hertil",
        logins = emptyList(),
        met = false,
    )

    /** What somebody without eID shows. */
    val vouching = VouchingView("Vis tallene til Ali", "123 456", "Når Ali har set dem, er du med.")

    /** The same where the municipality has several ways to log in. */
    val welcomeByMany = welcome.copy(logins = listOf(ChoiceView("2", "Log ind med HelseID"), ChoiceView("3", "Log ind med Unilogin")))

    val invitation = InvitationView(
        invitation = "i1",
        link = "https://samtale.example/i#K7QF-9M2T",
        text = "Hej Karen. Jeg vil gerne skrive sammen med dig. Åbn linket på din telefon: https://samtale.example/i#K7QF-9M2T Venlig hilsen Ali, Job og uddannelse",
        until = "Kan bruges til torsdag kl. 12",
        qr = sampleQr,
    )

    val opened = InvitedView(
        invitation = "i1", heading = "Invitation til Karen Holm", table = null,
        lines = listOf("Lavet i dag kl. 13:58", "Linket blev åbnet i dag kl. 14:02"),
        hand = invitation,
        code = null,
        acts = listOf(
            ActView(
                act = "invitation-withdraw i1", label = "Træk invitationen tilbage", grave = true, heading = "Vil du trække invitationen tilbage?",
                sentence = "Linket virker så ikke mere. Har Karen ikke åbnet det, ser de intet.", yes = "Træk tilbage", no = "Fortryd",
            ),
        ),
    )

    /** The same with a short code for the telephone. */
    val coded = opened.copy(
        code = ShortCodeView(
            sentence = "Læs op for Karen: først adressen, så koden.", address = "samtale.kommune.example", code = "K7P-2XQ-9DM",
            spoken = "K 7 P 2 X Q 9 D M", until = "Koden gælder til 28. november 2026 kl. 14:02. Linket er sikrere.",
        ),
    )

    /** Ali's dialog before Karen has taken the invitation up. */
    val awaited = asAli.copy(
        items = listOf(ItemView.Invitation(opened)), members = emptyList(), mayWrite = false, whyNot = "Linket er åbnet. Venter på Karen.",
        readers = "Kun du kan læse dette", consent = null,
    )

    val household = HouseholdView(listOf(ChoiceView("guardian", "Forælder eller værge"), ChoiceView("relative", "Familie")), 2u, 8u)

    private fun act(token: String, label: String, grave: Boolean = false) = ActView(token, label, grave, "Er du sikker?", "Det kan ikke gøres om.", "Ja", "Fortryd")

    private fun seat(name: String, kin: String, tone: UByte, state: SeatState, label: String, acts: List<ActView> = emptyList()) =
        SeatView(name, kin, name.split(" ").joinToString("") { it.take(1) }, tone, state, label, "$name, $kin. $label", acts)

    /** Two have come to the table and a neighbour, one is missing. */
    val table = TableView(
        count = "2 af 4 er her", help = "Sig, hvem det er. Så får de deres plads.",
        seats = listOf(
            seat("Karen Holm", "Forælder eller værge", 4u, SeatState.HERE, "Er her", listOf(act("send-away i1 k", "Det er en anden", true))),
            seat("Bo Lind", "Forælder eller værge", 2u, SeatState.UNSURE, "Venter på dit ja"),
            seat("Inge Holm", "Familie", 6u, SeatState.HERE, "Er her", listOf(act("send-away i1 i", "Det er en anden", true))),
            seat("Jonas Lind", "Familie", 1u, SeatState.ARRIVING, "Er måske ved at logge ind"),
        ),
        guests = listOf(GuestView("Bo Nielsen har logget ind. Hvem er det?", listOf(act("seat i1 b 1", "Det er Bo Lind"), act("seat i1 b 3", "Det er Jonas Lind"), act("send-away i1 b", "Det er en anden", true)))),
    )

    private val laid = opened.copy(
        heading = "Omkring bordet", table = table, lines = listOf("Lavet i dag kl. 13:58"),
        acts = listOf(act("begin-at-table i1", "Begynd med dem, der er her"), act("invitation-withdraw i1", "Træk linket tilbage", true)),
    )

    /** Ali's tablet while a family comes to the table. */
    val atTable = awaited.copy(alone = true, name = "Karen Holm, Bo Lind, Inge Holm, Jonas Lind", topic = "Idas skolestart", items = listOf(ItemView.Invitation(laid)), whyNot = "Bo Nielsen har logget ind. Hvem er det?")

    /** The same once the dialog has begun without one of them. */
    val begun = asAli.copy(
        items = listOf(
            ItemView.Invitation(
                laid.copy(
                    table = table.copy(
                        count = "3 af 4 er her", help = "Samtalen er begyndt. De, der mangler, kan stadig bruge linket.", guests = emptyList(),
                        seats = listOf(
                            seat("Karen Holm", "Forælder eller værge", 4u, SeatState.IN, "Er med i samtalen"),
                            seat("Bo Lind", "Forælder eller værge", 2u, SeatState.ASKED, "Bliver spurgt nu"),
                            seat("Inge Holm", "Familie", 6u, SeatState.OUT, "Sagde nej"),
                            seat("Jonas Lind", "Familie", 1u, SeatState.AWAY, "Kan stadig komme med"),
                        ),
                    ),
                    acts = listOf(act("invitation-withdraw i1", "Luk linket", true)),
                ),
            ),
        ),
    )

    val offline = ProblemView("Ingen forbindelse. Koden er ikke brugt endnu. Prøv igen, når du er på nettet.", "offline", true)
    val tooLarge = ProblemView("Billedet er for stort. Det er ikke sendt. Vælg et mindre.", "too-large", false)
}
