// The family at the table: the code for all of them, each who was named and how far they have come, who came without a seat.
// Refuses to guess and to do anything itself: the question comes first. In an InvitationCard, live.
import Samtale
import SwiftUI

struct TableCard: View {
    let table: TableView
    let hand: InvitationView?
    let labels: Labels
    let onAsk: Ask

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Text(table.help)
            if let qr = hand?.qr {
                // On a tablet nobody has to scroll from the code to who has come.
                ViewThatFits(in: .horizontal) {
                    HStack(alignment: .top, spacing: Space.wide) {
                        seats.frame(width: 250)
                        Qr(qr: qr, words: labels.qr).frame(width: 230)
                    }
                    VStack(alignment: .leading, spacing: Space.two) {
                        Qr(qr: qr, words: labels.qr).frame(maxWidth: .infinity)
                        seats
                    }
                }
            } else {
                seats
            }
            ForEach(Array(table.guests.enumerated()), id: \.offset) { _, guest in
                VStack(alignment: .leading, spacing: 0) {
                    Text(guest.sentence).font(Face.name)
                    ActButtons(acts: guest.acts, onAsk: onAsk)
                }
            }
            if let hand { Until(words: hand.until) }
        }
    }

    private var seats: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Text(table.count).font(Face.name)
            ForEach(Array(table.seats.enumerated()), id: \.offset) { _, seat in
                VStack(alignment: .leading, spacing: 0) {
                    Seated(seat: seat)
                    ActButtons(acts: seat.acts, onAsk: onAsk).padding(.leading, 44 + Space.two)
                }
            }
        }
    }
}

private struct Seated: View {
    let seat: SeatView
    @Environment(\.palette) private var palette

    var body: some View {
        let (icon, color) = drawn
        HStack(alignment: .top, spacing: Space.two) {
            Avatar(initials: seat.initials, tone: seat.tone, size: 44)
            VStack(alignment: .leading, spacing: 0) {
                Text(seat.name).font(Face.name)
                Text(seat.kin).font(Face.note)
                HStack(alignment: .firstTextBaseline, spacing: 6) {
                    Icon(icon, Face.label)
                    Text(seat.label).font(Face.label)
                }
                .foregroundStyle(color)
                .padding(.top, Space.half)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(seat.spoken)
    }

    /// An icon and a colour beside the words; the words say it without them.
    private var drawn: (Icons, Color) {
        switch seat.state {
        case .away: (.clock, palette.sand.ink)
        case .arriving, .asked: (.hourglass, palette.sand.ink)
        case .unsure: (.alert, palette.rose)
        case .here: (.check, palette.moss)
        case .in: (.checks, palette.moss)
        case .out: (.close, palette.sand.ink)
        }
    }
}
