// The fixed words as the core says them in Danish, written out for pictures. Refuses to be shipped.
// Given to screens by the tests of both apps.
package dk.samtale

import dk.samtale.core.Labels

val danish = Labels(
    app = "Samtale", back = "Tilbage", close = "Luk", send = "Send", attach = "Vedhæft", retry = "Prøv igen",
    members = "Se, hvem der kan læse dette", membersHeading = "Hvem kan læse dette", describePhoto = "Hvad viser billedet?",
    removePhoto = "Fjern billedet", earlier = "Vis tidligere", newer = "Nye beskeder", newDialog = "Ny samtale",
    codeHeading = "Velkommen", codeHelp = "Skriv koden fra din invitation, eller indsæt linket.", codeField = "Kode eller link",
    goOn = "Fortsæt", loginWaiting = "Log ind i din browser. Kom tilbage hertil bagefter.", loginAgain = "Åbn login igen", unlock = "Lås op",
    inviteName = "Hvem vil du skrive med?", inviteTopic = "Hvad skal samtalen hedde?", invitePurpose = "Hvad er den til?",
    inviteFirst = "Din første besked", inviteMake = "Lav invitation", inviteSensitive = "Meget følsomt", inviteSensitiveHelp = "Alle, der er med, logger ind på niveau høj.", inviteNameHelp = "Skriv gerne CPR-nummeret efter navnet. Så ser appen, om loginet er den rigtiges.", inviteHelp = "Send teksten til borgeren på den måde, I plejer.",
    invitePrint = "Lav et brev", household = "Det er en familie", householdOne = "Det er én person", householdKin = "Hvem er det", householdAdd = "Tilføj en mere",
    householdRemove = "Fjern", householdHelp = "Alle bruger det samme link, hver på sin egen telefon.", copy = "Kopiér", bring = "Tag en mere med", bringHeading = "Hvem skal med?", bringName = "Navn", bringPurpose = "Hvad skal de være med til",
    bringRole = "Som hvad", bringSees = "Hvad må de se fra før", more = "Mere",
    reply = "Svar", edit = "Rediger", editing = "Rediger din besked", leaveBe = "Fortryd", quote = "Gå til beskeden", attachPhoto = "Billede",
    attachFile = "Fil", removeFile = "Fjern", fileSave = "Hent og gem", voiceRecord = "Optag en talebesked", voiceEnd = "Stop optagelsen",
    voiceForget = "Slet optagelsen", voicePlay = "Afspil", voiceStop = "Stop", dialogLink = "Kopiér link til samtalen",
    devices = "Dine enheder", deviceAdd = "Tilføj en enhed",
    paperMake = "Lav en kode på papir", paperHeading = "Din kode på papir", paperHave = "Jeg har en kode på papir",
    paperField = "Koden på papiret, 40 cifre", qr = "Billede, som et kamera kan læse", evidenceCopy = "Kopiér beviset", chooseDialog = "Vælg en samtale til venstre", search = "Søg", searchField = "Søg i dine samtaler", searchMore = "Vis flere",
    jots = "Skrevet uden net", jotField = "Skriv her", jotTo = "Til hvem", jotKeep = "Gem, til der er net", jotPlace = "Vælg samtale",
    receipts = "Vis andre, hvad du har læst, og at du skriver", receiptsHelp = "Slår du det fra, ser du det heller ikke om andre. Det gælder på denne enhed.",
    archived = "Arkiveret", lock = "Lås appen", lockHelp = "Så lang tid er appen åben, når du har forladt den.", choices = "Valg for samtalen",
    consentAsks = "Hvem spørger", consentAbout = "Om hvem", consentPurpose = "Hvad det er til", consentSees = "Hvad hun ser",
    consentUntil = "Hvor længe", consentOthers = "Hvem skal ellers sige ja", consentIfNo = "Hvis du siger nej",
)
