// The generated classes are what the models ask for. Refuses code: the names are the same on both sides.
// Read by the compiler only; a change in the core that the models do not know stops here.
import Samtale

extension Samtale: SamtaleSource {}
extension Enrolment: EnrolmentSource {}
extension Jotter: JotterSource {}
extension Session: SessionSource {}
extension StepUp: StepUpSource {}
extension InboxFeed: InboxSource {}
extension DialogFeed: DialogSource {}
