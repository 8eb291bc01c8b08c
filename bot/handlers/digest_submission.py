"""The form in which a channel's weekly digest is set up, sent by somebody who is a colleague then, too."""

from bot.handlers.admission import admit_to_setting_up
from bot.handlers.answers import CLOSE_ALL, Answer, Later, OutdatedError, at_fields, in_place
from bot.handlers.bot import Bot
from bot.handlers.digest_form import Filled, about_digest, sent
from bot.handlers.digest_places import card, form, is_alone
from bot.notices import Beside
from bot.slack.payloads import ViewSubmission
from bot.slack.people import Membership
from bot.store import DigestChangedError, NoSuchDigestError
from bot.store.digest_settings import DigestState, KeptDigest
from bot.views import digest_told as told
from bot.views import messages
from bot.views.blocks import Message
from bot.views.digest_settings import ALONE
from bot.views.markup import Mrkdwn


async def on_submission(bot: Bot, submission: ViewSubmission) -> Answer:
    """Sets it up, or turns it off; what it is set to is then told in the channel, to whoever did it.

    Where that cannot be, the form comes back with what was filled in.
    """
    typed, user = sent(submission.view), submission.user
    if typed.errors:
        return at_fields(typed.errors)
    membership = bot.people.known(user.id, user.team_id)
    if membership is not None:
        return await _set(bot, submission, typed, membership)

    async def once_known() -> Answer:
        return await _set(bot, submission, typed, await bot.people.membership(user.id, user.team_id))

    return Later(once_known)


async def _set(bot: Bot, submission: ViewSubmission, typed: Filled, membership: Membership) -> Answer:
    """Raises NotAdmittedError for anybody but a colleague."""
    channel, seen = about_digest(submission.view)
    if membership is Membership.UNKNOWN:
        return await _again(bot, channel, typed, told.NOT_KNOWN, seen)
    admit_to_setting_up(membership)
    who, key = submission.user.id, f"digest:{submission.team.id}:{submission.view.id}:{submission.view.hash}"

    def what_it_is(kept: KeptDigest) -> Message:
        return card(bot, kept)

    try:
        if typed.on and typed.settings is not None:
            await bot.setting_up.set_up(channel, typed.settings, who, seen=seen, told=what_it_is, key=key)
            if typed.settings.public:
                bot.tasks.start(_say_what_is_left_out(bot, channel, who, key), "saying what a digest leaves out")
        else:
            await bot.setting_up.turn_off(channel, who, seen=seen, told=what_it_is, key=key)
    except NoSuchDigestError:
        return in_place(messages.notice_view(told.NOTHING_TO_TURN_OFF))
    except DigestChangedError as error:
        if error.now is None:
            raise OutdatedError from error
        if not _is_as_asked(error.now, typed):
            return await _again(bot, channel, typed, told.changed_meanwhile(error.now))
        await bot.answers.in_turn(who, card(bot, error.now), key=key, beside=Beside(channel, None))
    return CLOSE_ALL


async def _again(bot: Bot, channel: str, typed: Filled, note: Mrkdwn, seen: int | None = None) -> Answer:
    """The form with what was filled in, and the settings on the record beside it; `seen` is what they know of."""
    kept = await bot.setting_up.of(channel)
    settings = typed.settings or (kept.settings if kept else None)
    if settings is None:
        return in_place(messages.notice_view(note))
    return in_place(form(bot, channel, settings, kept, seen=seen, on=typed.on, note=note, answers=True))


async def _say_what_is_left_out(bot: Bot, channel: str, who: str, key: str) -> None:
    if await is_alone(bot, channel):
        await bot.answers.in_turn(who, messages.notice(ALONE), key=f"{key}:alone", beside=Beside(channel, None))


def _is_as_asked(kept: KeptDigest, typed: Filled) -> bool:
    """Whether it is set to just that: somebody pressed twice, or two people want the same."""
    if not typed.on:
        return kept.state is DigestState.OFF
    return kept.state is DigestState.ON and kept.settings == typed.settings
