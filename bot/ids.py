"""The ids that Slack hands back to us. Buttons already posted carry them: once released, none ever changes."""

COMMAND = "/sourcing"

# Shortcuts, as the manifest declares them.
ASSESS_MESSAGE = "assess_message"
ASSESS_REQUEST = "assess_request"

# Views (callback_id).
QUESTIONNAIRE = "questionnaire.v1"
DETAILS = "details.v1"
OVERRIDE = "override.v2"
OVERRIDE_BEFORE = "override.v1"
"""The form of earlier releases, without a ready reason: what was typed into it comes back in a fresh one."""
ACCEPT_WHICH = "accept.v1"
ASK = "ask.v1"
SETTLE = "settle.v1"
REOPEN = "reopen.v1"
PROOF = "proof.v1"
NOTICE = "notice.v1"
"""A view that only tells something: an error, or that a form is out of date."""
DELEGATE = "delegate.v1"
DECIDE = "decide.v1"
"""A decision's card, opened from somebody's Home."""
DIGEST = "digest.v1"
"""The form in which a channel's weekly digest is set up. Its private_metadata is the channel and the number of the
event that set what was shown (nothing before there is one), with a | between them."""
DIGEST_LIST = "digest.list.v1"
"""What *Show* opens: one section of a digest, as the record is now."""
HOME = "home.v1"
"""What somebody chose to look at on their Home stands in its private_metadata."""

# Buttons on the card; their value is the decision's `Reference`.
ANSWER_QUESTIONS = "card.answer_questions.v1"
POST_TO_CHANNEL = "card.post.v1"
DISCARD = "card.discard.v1"
SHOW_DETAILS = "card.details.v1"
PROVE_IT = "details.prove_it.v1"
TAP = "card.tap.v1:"
"""Followed by the factor's id and, on a button, a colon and the option's: one answer to a question on the card. Its
value is the decision's `Reference`, the option and the answer that stood there, with a | between them."""
ASK_AGAIN = "card.ask_again.v1"
"""A menu of what is assumed or was answered; the value has the factor's id after the `Reference` and a |."""
LEAVE_QUESTION = "card.leave_question.v1"

# What is decided on a card. The value is the decision's `Reference`, a | and the version of it that was shown.
ACCEPT = "card.accept.v2:"
"""Followed by the model: close calls have two of them."""
OPEN_ACCEPT = "card.accept_which.v1"
OPEN_OVERRIDE = "card.override.v2"
OPEN_QUESTION = "card.ask.v1"
OPEN_ANSWER = "card.settle.v1"
"""The answer to a question that somebody has asked about it; not one of the policy's."""
UNDO = "card.undo.v1"
OPEN_REOPEN = "card.reopen.v1"
BRING_BACK = "card.bring_back.v1"
MORE = "card.more.v1"
"""An overflow menu; the value of an option is WITHDRAW, a |, and what a button's would be."""
WITHDRAW = "withdraw"
ASK_LATE = "card.ask_late.v1"
"""As ASK_AGAIN, on a decision that was decided: an answer reopens it."""
TAP_LATE = "card.tap_late.v1:"
"""As TAP, and it reopens what was decided."""

# Buttons that cards of earlier releases carry; their value is the decision's `Reference`.
ACCEPT_BEFORE = "card.accept.v1"
OPEN_OVERRIDE_BEFORE = "card.override.v1"

SHOW_SUCCESSOR = "card.successor.v1"
"""Its value is the decision whose place another took."""

# Buttons on the offer to go on with a draft; their value is the draft's id.
RESUME = "draft.resume.v1"
START_AFRESH = "draft.start_afresh.v1"

# A button that carries a text; pressed, it puts that text on the record, whatever the reader takes it for.
ASSESS_TEXT = "text.assess.v1"
# A button that puts the models in its value side by side, their ids with commas between.
COMPARE_MODELS = "models.compare.v1"

# Buttons under a list of decisions; their value is where to go on, a |, and what was looked for.
HISTORY_OLDER = "history.older.v1"
HISTORY_NEWEST = "history.newest.v1"
HISTORY_NEWER = "history.newer.v1"

# Under what somebody is reminded of, and on their Home; their value says nothing.
STOP_REMINDING = "reminder.stop.v1"
REMIND_AGAIN = "reminder.again.v1"

# In the list of who decides for whom; its value is the number of the event that began it.
END_DELEGATION = "delegation.end.v1"

# The weekly digest. In a digest, the value is its channel and week, with a | between them: C0123|2026-W47.
DIGEST_SHOW = "digest.show.v1:"
"""Followed by the section: new, decided, waiting, overrides or policy."""
# In its form, and under what stands there of its settings; the value is the channel.
DIGEST_CHANGE = "digest.change.v1"
DIGEST_PREVIEW = "digest.preview.v1"
DIGEST_SEND_NOW = "digest.send_now.v1"
DIGEST_LEAVE_OUT = "digest.leave_out.v1"
"""Its value is the channel, a |, and the sections that nobody presses, with commas between."""
# What is filled in there.
DIGEST_STATE = "digest.state.v1"
"""Radio buttons, on or off."""
DIGEST_WEEKDAY = "digest.weekday.v1"
"""A menu, 0 for Monday to 6."""
DIGEST_TIME = "digest.time.v1"
DIGEST_ZONE = "digest.zone.v1"
"""The name of a zone, such as Europe/Madrid."""
DIGEST_SECTIONS = "digest.sections.v1"
"""Boxes to tick, one for each section."""
DIGEST_ALSO = "digest.also.v1"
"""Boxes to tick: public, mention, quiet_line."""

# Somebody's Home. The buttons that turn a list carry the number of the last decision shown.
NEW_REQUEST = "home.new_request.v1"
HAND_OVER = "home.hand_over.v1"
HOME_DECIDE = "home.decide.v1"
"""Its value is the decision's `Reference`."""
HOME_AGAIN = "home.again.v1"
HOME_FILTER = "home.filter.v1:"
"""Followed by what is filtered by: status, model, work, country, since or person."""
HOME_CLEAR = "home.clear.v1"
HOME_ALL_MINE = "home.all_mine.v1"
HOME_OLDER = "home.older.v1"
HOME_NEWEST = "home.newest.v1"
HOME_WAITING_NEXT = "home.waiting_next.v1"
HOME_WAITING_FIRST = "home.waiting_first.v1"

# Buttons for the other pieces of work that a request names; their value is the decision's `Reference`.
PIECE = "card.piece.v1:"
"""Followed by the number of the piece, which counts from nought."""
ALL_AS_ONE = "card.all_as_one.v1"

# Buttons on the answer to a policy file; their value is the upload's `Reference`.
PUT_IN_FORCE = "policy.put_in_force.v1"
DISCARD_POLICY = "policy.discard.v1"
CHECK_AGAIN = "policy.check_again.v1"

# The form that hands one's deciding over.
DELEGATE_TO = "delegate.to.v1"
DELEGATE_FIRST = "delegate.first.v1"
DELEGATE_LAST = "delegate.last.v1"

# The questionnaire. Its private_metadata is the draft's id and nothing else.
BACK = "questionnaire.back.v1"
CHANGE_AN_ANSWER = "questionnaire.change.v1"
SEE_THE_RESULT = "questionnaire.result.v1"
GO_ON = "questionnaire.go_on.v1"
ANSWER = "questionnaire.answer.v1:"
"""Followed by the factor's id: the element that holds the answer. Its block has the same id."""
AS_IT_IS = "-"
"""The value of the option that is no answer: not answered, or as presumed. No policy can have an option of that id."""
CHANGE_ASSUMPTION = "questionnaire.assumption.v1"
"""The menu of what is presumed; the value of an option is the factor's id."""
REQUEST_TEXT = "questionnaire.text.v1"
HOME_COUNTRY = "questionnaire.home_country.v1"
BUSINESS_FUNCTION = "questionnaire.function.v1"
POST_WHERE = "questionnaire.post_where.v1"

# The forms in which something is decided. Their private_metadata is the decision's `Reference`, the version that was
# shown, and where to tell what came of it, with a | between them.
OVERRIDE_MODEL = "override.model.v1"
READY_REASON = "override.ready_reason.v1"
OVERRIDE_REASON = "override.reason.v1"
DISPUTED = "override.disputed.v1"
ACCEPT_MODEL = "accept.model.v1"
ACCEPT_REASON = "accept.reason.v1"
QUESTION = "ask.question.v1"
SETTLEMENT = "settle.answer.v1"
REOPEN_REASON = "reopen.reason.v1"
