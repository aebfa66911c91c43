// Ali and Karen, told over the real core against the real server. Refuses stand-ins, sleeps and looking behind the views.
// The same stories, by the same names, are told in Swift.
package dk.samtale

import dk.samtale.app.Connector
import dk.samtale.app.InsideModel
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Step
import dk.samtale.core.Answer
import dk.samtale.core.AttachedDraft
import dk.samtale.core.BringDraft
import dk.samtale.core.DialogView
import dk.samtale.core.InvitationDraft
import dk.samtale.core.InvitedView
import dk.samtale.core.ItemView
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.PostDraft
import dk.samtale.core.PostState
import dk.samtale.core.Problem
import dk.samtale.core.Samtale
import dk.samtale.core.explain
import dk.samtale.town.Town
import dk.samtale.town.bubbles
import dk.samtale.town.inboxUntil
import dk.samtale.town.isSent
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

class StoryTest {
    @get:Rule val folder = TemporaryFolder()
    private lateinit var town: Town

    @Before fun open() { town = Town(File(System.getProperty("samtale.server")), folder.root) }
    @After fun close() = town.close()

    private suspend fun talking() = Person.talking(town)

    @Test fun aliInvitesKarenAndTheyWriteToEachOther() = runBlocking {
        val (ali, karen, dialog) = talking()
        ali.session.post(dialog, "Hej Karen. Hvordan gik samtalen på skolen?")
        karen.reads(dialog, "Hej Karen. Hvordan gik samtalen på skolen?")
        karen.session.post(dialog, "Godt! Jeg er glad for det 🎉 æøå")
        val view = ali.reads(dialog, "Godt! Jeg er glad for det 🎉 æøå")

        assertEquals("Karen Holm", view.name)
        assertEquals("Vejen til læreplads", view.topic)
        assertEquals("Kun du og Karen kan læse dette", view.readers)
        assertEquals("Skriv til Karen", view.hint)
        val hers = karen.until(dialog) { at -> at.bubbles().all { it.isSent } }
        assertEquals("Ali Mentor", hers.name)
        assertEquals(listOf(false, true), hers.bubbles().map { it.own })
        assertTrue(hers.members.all { it.proven })
    }

    @Test fun karenSaysNoAndAliIsTold() = runBlocking {
        val ali = Person.ali(town)
        val karen = Person.enrol(town, "Karen Holm", ali.invitesKaren().link)
        val dialog = karen.asked()
        karen.session.answer(dialog, karen.proposal(dialog), Answer.NO)
        val view = ali.until(dialog) { ItemView.Notice("Karen sagde nej") in it.items }
        assertFalse(view.mayWrite)
        assertEquals("Karen sagde nej. Her kan ikke skrives.", view.whyNot)
    }

    @Test fun aliTakesKarensInvitationBackAndMakesItAnew() = runBlocking {
        val ali = Person.ali(town)
        val first = ali.invitesKaren().link
        val dialog = ali.session.inboxUntil { it.rows.isNotEmpty() }.rows.single().dialog
        suspend fun card(holds: (InvitedView) -> Boolean): InvitedView {
            fun find(view: DialogView) = view.items.filterIsInstance<ItemView.Invitation>().map { it.card }.firstOrNull(holds)
            return find(ali.until(dialog) { find(it) != null })!!
        }
        val made = card { it.hand != null }
        assertEquals("Invitation til Karen Holm", made.heading)
        assertEquals(first, made.hand!!.link)
        val letter = ali.session.printInvitation(made.invitation)
        assertEquals("Brev til Karen Holm.pdf" to "application/pdf", letter.name to letter.mediaType)
        assertEquals("%PDF-", String(letter.bytes, 0, 5))
        ali.session.act(dialog, made.acts.first { it.act.startsWith("invitation-withdraw") }.act)
        val gone = card { card -> card.acts.any { it.act.startsWith("invitation-renew") } }
        assertNull(gone.hand)
        val late = Samtale(town.device("late"), KeyStore.MEMORY, Language.DANISH)
        val problem = assertThrows(Problem.CodeWithdrawn::class.java) { runBlocking { late.enrol(first) } }
        assertEquals("Linket er trukket tilbage. Spørg den, der sendte det.", explain(problem, Language.DANISH).sentence)
        ali.session.act(dialog, gone.acts.first { it.act.startsWith("invitation-renew") }.act)
        val karen = Person.enrol(town, "Karen Holm", card { it.hand != null }.hand!!.link)
        assertEquals(dialog, karen.asked())
    }

    @Test fun emmaHasNoLoginAndAliVouchesForHer() = runBlocking {
        val (ali, karen, dialog) = talking()
        val sees = ali.session.bringing(dialog).sees.first().choice
        ali.session.bring(dialog, BringDraft("Emma Holm", "Så du kan sige din mening om skolen.", "relative", sees))
        suspend fun card(fits: (InvitedView) -> Boolean): InvitedView {
            fun find(view: DialogView) = view.items.filterIsInstance<ItemView.Invitation>().map { it.card }.find(fits)
            return find(ali.until(dialog) { find(it) != null })!!
        }
        fun InvitedView.offers(kind: String) = acts.find { it.act.startsWith(kind) }
        val before = card { it.hand != null }
        ali.session.act(dialog, before.offers("invitation-meet ")!!.act)
        val code = card { it.hand != null && it.invitation != before.invitation }.hand!!.link

        val samtale = Samtale(town.device("Emma Holm"), KeyStore.MEMORY, Language.DANISH)
        val enrolment = samtale.enrol(code)
        assertTrue(enrolment.welcome().met)
        val shown = enrolment.meet()
        assertEquals("Vis tallene til Ali", shown.heading)
        val asked = card { it.offers("vouch ") != null }
        assertTrue(asked.lines.last().contains(shown.digits))
        ali.session.act(dialog, asked.offers("vouch ")!!.act)
        val emma = Person.of(enrolment.vouched())

        emma.agrees(emma.asked())
        karen.agrees(dialog)
        for (person in listOf(ali, karen, emma)) person.until(dialog) { it.mayWrite && it.members.size == 3 }
        emma.session.post(dialog, "Hej mor")
        val seen = karen.reads(dialog, "Hej mor").members.single { it.name == "Emma Holm" }
        assertEquals("Bekræftet af Ali Mentor. Har ikke vist et login.", seen.proof)
    }

    @Test fun aPhotoArrivesWhole() = runBlocking {
        val (ali, karen, dialog) = talking()
        val sent = landscape(1200, 900)
        karen.session.postPhoto(dialog, sent, "Se her", "Havnen i aftensol")
        val shown = ali.reads(dialog, "Se her").bubbles().firstNotNullOf { it.photo }
        assertEquals(Triple(1200u, 900u, "Havnen i aftensol"), Triple(shown.width, shown.height, shown.alt))
        assertArrayEquals(sent, ali.session.photo(dialog, shown.file))
        assertArrayEquals(sent, karen.session.photo(dialog, shown.file))
    }

    @Test fun aWrongCodeIsExplainedInWords() {
        val samtale = Samtale(town.device("Karen Holm"), KeyStore.MEMORY, Language.DANISH)
        val problem = assertThrows(Problem.BadCode::class.java) { runBlocking { samtale.enrol("K7QF-9M2T") } }
        val told = explain(problem, Language.DANISH)
        assertEquals("bad-code", told.code)
        assertEquals("Linket kan ikke læses. Se efter, om det hele er med.", told.sentence)
        assertFalse(samtale.hasAccount())
    }

    @Test fun afterLockTheSameVaultOpensAndEverythingIsThere() = runBlocking {
        val (ali, karen, dialog) = talking()
        for (text in listOf("Et", "To", "Tre")) ali.session.post(dialog, text)
        karen.reads(dialog, "Tre")
        karen.session.lock()
        karen.session = karen.samtale.unlock()
        assertEquals(listOf("Et", "To", "Tre"), karen.reads(dialog, "Tre").bubbles().map { it.text })
        karen.session.post(dialog, "Fire")
        assertEquals("Karen Holm", ali.reads(dialog, "Fire").name)
    }
    @Test fun aliSeesThatHisPostHasArrivedAndThatItWasRead() = runBlocking {
        val (ali, karen, dialog) = talking()
        ali.session.post(dialog, "Er du der?")
        karen.session.inboxUntil { inbox -> inbox.rows.any { it.last == "Er du der?" } }
        ali.until(dialog) { at -> at.bubbles().any { it.state == PostState.DELIVERED } }
        karen.reads(dialog, "Er du der?")
        assertEquals("Læst", ali.until(dialog) { at -> at.bubbles().any { it.state == PostState.READ } }.bubbles().single().stateLabel)

        karen.session.setReceipts(false)
        karen.session.inboxUntil { !it.receipts }
        Unit
    }

    @Test fun whatKarenBeganToWriteIsThereAfterALock() = runBlocking {
        val (ali, karen, dialog) = talking()
        karen.session.draft(dialog, "Kære Ali, jeg")
        assertEquals("Karen skriver …", ali.until(dialog) { it.typing != null }.typing)
        karen.session.lock()
        karen.session = karen.samtale.unlock()
        assertEquals("Kære Ali, jeg", karen.until(dialog) { it.draft.isNotEmpty() }.draft)
        karen.session.inboxUntil { inbox -> inbox.rows.any { it.last == "Kladde: Kære Ali, jeg" } }
        karen.session.post(dialog, "Kære Ali, jeg kommer")
        assertEquals("", karen.reads(dialog, "Kære Ali, jeg kommer").draft)
        assertEquals(null, ali.reads(dialog, "Kære Ali, jeg kommer").typing)
    }

    @Test fun karenFindsWhatWasSaid() = runBlocking {
        val (ali, karen, dialog) = talking()
        ali.session.post(dialog, "Vi ses i Århus på onsdag")
        karen.reads(dialog, "Vi ses i Århus på onsdag")
        val found = karen.session.search("aarhus", 1u).rows.single()
        assertEquals(listOf("Ali: Vi ses i ", "Århus", " på onsdag"), listOf(found.before, found.hit, found.after))
        assertEquals(karen.reads(dialog, "Vi ses i Århus på onsdag").bubbles().single().id, found.post)
        assertEquals(dialog, found.dialog)
        assertEquals("Der er ikke fundet noget.", karen.session.search("torsdag", 1u).notice)
    }

    @Test fun karenReactsAndAnswersAndAliMendsAWord() = runBlocking {
        val (ali, karen, dialog) = talking()
        ali.session.post(dialog, "Mødet er på tirsdag")
        val post = karen.reads(dialog, "Mødet er på tirsdag").bubbles().single()
        karen.session.react(dialog, post.react.first().react!!)
        karen.session.say(dialog, PostDraft("Den er skrevet op", post.answer!!.post, null))
        val seen = ali.until(dialog) { at -> at.bubbles().any { it.text == "Den er skrevet op" } && at.bubbles().first().reactions.isNotEmpty() }.bubbles()
        assertEquals("Karen reagerede med 👍", seen.first().reactions.single().spoken)
        assertEquals("Mødet er på tirsdag", seen.last().quote!!.text)

        ali.session.edit(dialog, seen.first().edit!!.post, "Mødet er på torsdag")
        val mended = karen.reads(dialog, "Mødet er på torsdag").bubbles()
        assertEquals("Redigeret", mended.first().edited)
        assertEquals("Mødet er på torsdag", mended.last().quote!!.text)

        karen.session.react(dialog, mended.first().reactions.single().react!!)
        ali.until(dialog) { at -> at.bubbles().first().reactions.isEmpty() }
        Unit
    }

    @Test fun aFileAndAVoiceNoteArriveWhole() = runBlocking {
        val (ali, karen, dialog) = talking()
        val file = ByteArray(150_000) { (it / 7).toByte() }
        karen.session.say(dialog, PostDraft("Mit cv", null, AttachedDraft.File(file, "../cv.pdf", "application/pdf")))
        val sent = ali.reads(dialog, "Mit cv").bubbles().firstNotNullOf { it.file }
        assertEquals(Triple("cv.pdf", "application/pdf", "150 kB"), Triple(sent.name, sent.mediaType, sent.size))
        assertArrayEquals(file, ali.session.photo(dialog, sent.file))

        val voice = ByteArray(20_000) { (it % 251).toByte() }
        ali.session.say(dialog, PostDraft("", null, AttachedDraft.Voice(voice, "audio/aac", 7_000u, ByteArray(70) { 9 })))
        val heard = karen.until(dialog) { at -> at.bubbles().any { it.voice != null } }.bubbles().firstNotNullOf { it.voice }
        assertEquals("0:07" to 35, heard.length to heard.wave.size)
        assertArrayEquals(voice, karen.session.photo(dialog, heard.file))
    }

    @Test fun karenTakesHerYesBackAndMetteIsOut() = runBlocking {
        val (ali, karen, dialog) = talking()
        val mette = Person.enrol(town, "Mette Vind", ali.bringsMette(dialog).link)
        assertEquals(dialog, mette.asked())
        mette.agrees(dialog)
        assertEquals("Må Mette Vind være med?", karen.until(dialog) { it.consent != null }.consent!!.question)
        karen.agrees(dialog)
        // Who writes before they have seen her come in is asked first whether she may read it.
        for (person in listOf(ali, mette)) person.until(dialog) { it.mayWrite && it.members.size == 3 }
        ali.session.post(dialog, "Velkommen, Mette")
        for (person in listOf(karen, mette)) person.reads(dialog, "Velkommen, Mette")
        assertTrue(ali.until(dialog) { it.members.size == 3 }.members.any { it.name == "Mette Vind" })

        karen.does(dialog, "Mette Vind", "withdraw")
        val view = ali.until(dialog) { at -> at.members.none { it.name == "Mette Vind" } }
        assertEquals("Kun du og Karen kan læse dette", view.readers)
        assertTrue(ItemView.Notice("Karen tog sit ja til Mette tilbage") in view.items)
        mette.until(dialog) { !it.mayWrite && it.whyNot.orEmpty().startsWith("Du er ikke med") }
        karen.session.post(dialog, "Kun os to")
        ali.reads(dialog, "Kun os to")
        assertFalse(mette.until(dialog) { !it.mayWrite }.bubbles().any { it.text == "Kun os to" })
    }

    @Test fun karenLogsInOnceMoreForWhatIsVerySensitive(): Unit = runBlocking {
        val ali = Person.ali(town)
        val model = OnboardingModel(Samtale(town.device("Karen Holm"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        model.opened(ali.invitesKaren().link)
        model.opened(town.browser.logIn(model.login()!!, "Karen Holm", ""))
        val inside = (model.step as Step.Inside).model
        val karen = Person.of(inside.session)
        val ordinary = karen.asked()
        karen.agrees(ordinary)
        for (person in listOf(ali, karen)) person.until(ordinary) { it.mayWrite }

        ali.does(ordinary, "Karen Holm", "aside-sensitive")
        val dialog = ali.session.inboxUntil { it.rows.size == 2 }.rows.first { it.dialog != ordinary }.dialog
        ali.until(dialog) { it.stepUp?.button != null }
        val his = ali.session.stepUp(dialog)
        his.complete(town.browser.logIn(his.loginUrl(), "Ali Mentor", "Job og uddannelse"))
        karen.agrees(dialog)
        assertEquals("Log ind med dit nationale login", karen.until(dialog) { it.stepUp?.button != null }.stepUp!!.button)

        // As somebody else she is not let in, and the next login is another one.
        model.opened(town.browser.logIn(inside.stepUp.begin(dialog)!!, "Eva Dahl", ""))
        assertEquals("login-other", inside.stepUp.trying.problem?.code)
        model.opened(town.browser.logIn(inside.stepUp.begin(dialog)!!, "Karen Holm", ""))
        assertNull(inside.stepUp.trying.problem)
        assertTrue("still inside", model.step is Step.Inside)
        for (person in listOf(ali, karen)) person.until(dialog) { it.mayWrite && it.stepUp == null }
        karen.session.post(dialog, "Det er svært at sige")
        ali.reads(dialog, "Det er svært at sige")
    }

    @Test fun karenAddsATabletReadsThereWhatWasSaidAndTakesThePhoneAway() = runBlocking {
        val (ali, phone, dialog) = talking()
        ali.session.post(dialog, "Hej Karen")
        phone.reads(dialog, "Hej Karen")
        phone.session.post(dialog, "Fra telefonen")
        ali.reads(dialog, "Fra telefonen")

        val tablet = phone.adds(town, "Karen Holm", "tablet")
        assertEquals(listOf(false, true), tablet.until(dialog) { it.bubbles().size == 2 }.bubbles().map { it.own })
        phone.session.inboxUntil { inbox -> inbox.devices.map { it.title } == listOf("Denne enhed", "En anden enhed") }
        tablet.until(dialog) { it.mayWrite }
        tablet.session.post(dialog, "Fra tabletten")
        assertEquals("Karen Holm", ali.reads(dialog, "Fra tabletten").bubbles().last().author)

        val (here, lost) = tablet.devices(2)
        assertTrue(here.acts.isEmpty())
        assertEquals("Vil du fjerne enheden?", lost.acts.single().heading)
        tablet.session.removeDevice(lost.device)
        tablet.devices(1)
        ali.until(dialog) { it.mayWrite }
        ali.session.post(dialog, "Kun til tabletten")
        tablet.reads(dialog, "Kun til tabletten")

        val feed = phone.session.inbox()
        while (feed.next() != null) Unit
        assertThrows(Problem.Revoked::class.java) { runBlocking { phone.samtale.unlock() } }
        Unit
    }

    @Test fun karenLogsOutEverywhereElseAndLetsHerPhoneInAgain(): Unit = runBlocking {
        val (ali, phone, dialog) = talking()
        val tablet = phone.adds(town, "Karen Holm", "tablet")
        tablet.until(dialog) { it.mayWrite }
        val logOut = tablet.session.inboxUntil { it.logOut != null }.logOut!!
        assertEquals("Log ud alle andre steder", logOut.label)
        tablet.session.deviceAct(logOut.act)
        val out = tablet.session.inboxUntil { it.logOut == null }.devices.last()
        assertEquals("Logget ud", out.added)
        assertEquals(listOf("Luk ind", "Fjern"), out.acts.map { it.label })

        val feed = phone.session.inbox()
        while (feed.next() != null) Unit
        assertThrows(Problem.LoggedOut::class.java) { runBlocking { phone.samtale.unlock() } }
        ali.session.post(dialog, "Kun til tabletten")
        tablet.reads(dialog, "Kun til tabletten")

        tablet.session.deviceAct(out.acts.first().act)
        tablet.session.inboxUntil { it.logOut != null }
        val again = phone.samtale.unlock()
        assertEquals("Denne enhed", again.inboxUntil { it.devices.size == 2 }.devices.first().title)
        again.lock()
    }

    @Test fun karenLeavesTheAppAndFindsItAsItWasOrLocked(): Unit = runBlocking {
        val (ali, karen, dialog) = talking()
        karen.session.network(false)
        karen.session.inboxUntil { it.noticeOffline }
        karen.session.post(dialog, "Skrevet i tunnelen")
        karen.session.network(true)
        ali.reads(dialog, "Skrevet i tunnelen")
        karen.session.inboxUntil { !it.noticeOffline }

        karen.session.background()
        ali.session.post(dialog, "Mens du var væk")
        ali.until(dialog) { at -> at.bubbles().all { it.isSent } }
        karen.samtale.called(false)
        karen.reads(dialog, "Mens du var væk")
        karen.session.foreground()
        ali.session.post(dialog, "Velkommen tilbage")
        karen.reads(dialog, "Velkommen tilbage")

        assertEquals(5u, karen.session.lockChoices().choices.single { it.chosen }.minutes)
        assertThrows(Problem.TooLarge::class.java) { karen.session.setLockAfter(61u) }
        assertEquals(0u, karen.session.setLockAfter(0u).choices.single { it.chosen }.minutes)
        karen.session.background()
        val feed = karen.session.inbox()
        while (feed.next() != null) Unit
        assertThrows(Problem.Locked::class.java) { runBlocking { karen.session.foreground() } }
        karen.session = karen.samtale.unlock()
        karen.reads(dialog, "Velkommen tilbage")
    }

    @Test fun karenAndHerSonAreEachCalledAtAPlaceOfTheirOwn() = Town(File(System.getProperty("samtale.server")), folder.newFolder(), "push.example").use { town -> runBlocking {
        val ali = Person.ali(town)
        val asked = mutableListOf<Pair<Boolean, String>>()
        val connector = object : Connector {
            override fun register(instance: String) { asked += true to instance }
            override fun unregister(instance: String) { asked += false to instance }
        }
        val model = OnboardingModel(Samtale(town.device("phone"), KeyStore.MEMORY, Language.DANISH), Language.DANISH, connector)
        suspend fun enrols(name: String): String {
            model.opened(ali.session.invite(InvitationDraft(name, "Fritidsjob", "At finde et job.", "", false)).link)
            model.opened(town.browser.logIn(model.login()!!, name))
            return asked.last().second
        }
        val karen = enrols("Karen Holm")
        model.placeAt(karen, "https://push.example/karen")
        assertTrue(town.wasTold("https://push.example/karen"))
        model.addPerson()
        val jonas = enrols("Jonas Holm")
        assertFalse(karen == jonas)
        // Hers comes late: it is not his.
        model.placeAt(karen, "https://push.example/late")
        model.placeAt(jonas, "https://push.example/jonas")
        assertTrue(town.wasTold("https://push.example/jonas"))
        assertFalse(town.wasTold("https://push.example/late"))
        model.lock()
        assertEquals(listOf(true to karen, false to karen, true to jonas, false to jonas), asked)
    } }

    @Test fun aMutedDialogAddsNothingToTheNumber() = runBlocking {
        val (ali, karen, dialog) = talking()
        for (text in listOf("Et", "To")) ali.session.post(dialog, text)
        karen.session.inboxUntil { inbox -> inbox.rows.any { it.unread == 2u } }
        val outside = Recorded()
        val inside = InsideModel(karen.session, Language.DANISH, outside)
        val following = launch { inside.follow() }
        outside.until("badge 1")
        karen.session.act(dialog, "mute")
        outside.until("badge 0")
        following.cancel()
        assertFalse("dialogs count, not posts", "badge 2" in outside.said)
    }

    @Test fun karenIsToldOfAMessageWithoutAWordOfIt(): Unit = runBlocking {
        val ali = Person.ali(town)
        val outside = Recorded()
        val samtale = Samtale(town.device("Karen Holm"), KeyStore.MEMORY, Language.DANISH)
        val model = OnboardingModel(samtale, Language.DANISH, announcer = outside)
        model.opened(ali.invitesKaren().link)
        model.opened(town.browser.logIn(model.login()!!, "Karen Holm", ""))
        val instance = samtale.instance()!!
        model.shown()
        val karen = Person.of((model.step as Step.Inside).model.session)
        val dialog = karen.asked()
        karen.agrees(dialog)
        for (person in listOf(ali, karen)) person.until(dialog) { it.mayWrite }
        assertEquals("Skal vi sige til, når der er nyt?", karen.session.inboxUntil { it.nudges.ask != null }.nudges.ask!!.heading)
        karen.session.setNudges(true)
        karen.session.inboxUntil { it.nudges.on && it.nudges.ask == null }
        suspend fun writes(text: String) {
            ali.session.post(dialog, text)
            ali.until(dialog) { at -> at.bubbles().any { it.text == text && it.isSent } }
        }

        val before = outside.said.size
        model.left()
        writes("Lægen ringer i morgen")
        model.called(instance)
        val line = "Der er nyt til dig|Åbn Samtale for at se det.|Når der er nyt|Siger, at der er nyt. Aldrig hvad, og aldrig fra hvem."
        assertEquals(listOf("badge 1", line), outside.said.drop(before))
        model.shown()
        assertEquals("hush", outside.said.last())
        writes("Er du der?")
        model.called(instance)
        assertEquals("nothing while the app is shown", "hush", outside.said.last())

        model.left()
        model.lock()
        model.called(instance)
        assertEquals("locked: the same line, and the number stays", listOf("hush", line), outside.said.takeLast(2))
    }
}
