# SPDX-License-Identifier: EUPL-1.2
"""What the institution brings: units, posts, people, accounts, roles, number series."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Label, Resource, Tab
from nizam.spine.org import actions, feeds
from nizam.spine.org.models import (
    Absence,
    Access,
    ApiToken,
    Appointment,
    CalendarFeed,
    Delegation,
    Institution,
    Mailbox,
    NumberSeries,
    Person,
    Position,
    RoleGrant,
    SavedView,
    Unit,
    User,
)
from nizam.spine.org.placements import places_of

desk = Desk(
    label="org",
    title=_("Institution"),
    icon="group",
    menu_order=700,
    permissions={
        # Renewing derived columns concerns every row of the house: `nizam refold` asks for this right.
        "org.refold_institution": _("Renew what search and order stand on (nizam refold)"),
        "org.view_role": _("See the roles and who holds them"),
    },
    resources=[
        Resource(
            Institution,
            visible_to=Institution.objects.visible_to,
            columns=Columns("name", "code", "country", "zone", default_order="name"),
            filters=["country"],
            search={"name": 10, "code": 5},
            form=[
                "name",
                "zone",
                "languages",
                "state_code",
                "public_address",
                "postal_address",
                "email",
                "phone",
                "own_spellings",
            ],
            generic=["change"],
            actions=[actions.found_institution],
            api=Api(fields=("uid", "code", "name", "country", "zone", "languages")),
            natural_key=["code"],
            icon="home",
        ),
        Resource(
            Unit,
            visible_to=Unit.objects.visible_to,
            columns=Columns("name", "code", "parent", "institution", default_order="name"),
            filters=["institution", "parent"],
            search={"name": 10, "code": 5},
            form=["name", "code", "receives_post"],
            generic=["change"],
            actions=[actions.open_unit, actions.move_unit, actions.close_unit],
            tabs=[
                Tab(
                    name="places",
                    title=_("Places in the tree"),
                    permission="org.view_unit",
                    template="org/places.html",
                    context=places_of,
                )
            ],
            api=Api(fields=("uid", "code", "name", "parent", "institution", "receives_post")),
            natural_key=["institution", "code"],
            icon="site",
        ),
        Resource(
            Position,
            empty=_(
                "The posts of the staff list, by unit, each filled or vacant, for example “Chief specialist, network "
                "sector”."
            ),
            visible_to=Position.objects.visible_to,
            columns=Columns("title", "unit", "is_head", "may_sign", default_order="title"),
            filters=["unit", "is_head", "may_sign"],
            search={"title": 10},
            form=["institution", "unit", "title", "is_head", "may_sign"],
            api=Api(fields=("uid", "title", "unit", "is_head", "may_sign")),
            natural_key=["unit", "title"],
            icon="tag",
        ),
        Resource(
            Person,
            empty=_(
                "The people who work here, whether they sign in or not. Add them one by one; a person then gets a "
                "post by an appointment."
            ),
            visible_to=Person.objects.visible_to,
            columns=Columns("full_name", "unit", "email", "phone", default_order="full_name"),
            filters=["unit"],
            search={"family_name": 10, "given_name": 5},
            form=["institution", "unit", "family_name", "given_name", "patronymic", "email", "phone"],
            labels=Label("full_name", "unit"),
            api=Api(fields=("uid", "family_name", "given_name", "patronymic", "unit", "email", "phone")),
            natural_key=["institution", "email"],
            icon="user",
        ),
        Resource(
            Appointment,
            empty=_(
                "Who holds which post, from when and until when. An appointment joins a person to a post; the "
                "structure then shows who heads each unit."
            ),
            visible_to=Appointment.objects.visible_to,
            guard=actions.refuse_own_gain,
            columns=Columns("person", "position", "starts", "ends", "acting", default_order="-starts"),
            filters=["person", "position", "acting"],
            form=["institution", "person", "position", "starts", "ends", "acting"],
            api=Api(fields=("uid", "person", "position", "starts", "ends", "acting")),
            icon="clipboard-list",
        ),
        Resource(
            Delegation,
            empty=_(
                "Who acts for whom, in what, from when and until when, for example a deputy while the head is on leave."
            ),
            visible_to=Delegation.objects.visible_to,
            guard=actions.refuse_own_gain,
            columns=Columns(
                "principal", "deputy", "starts", "ends", "may_sign", "order_number", default_order="-starts"
            ),
            filters=["principal", "deputy"],
            form=["institution", "principal", "deputy", "starts", "ends", "may_sign", "order_number"],
            api=Api(fields=("uid", "principal", "deputy", "starts", "ends", "may_sign", "order_number")),
            icon="resubmit",
        ),
        Resource(
            Absence,
            empty=_("Who is away, from when and until when: leave, illness, a journey on duty."),
            visible_to=Absence.objects.visible_to,
            guard=actions.refuse_own_gain,
            columns=Columns("person", "kind", "starts", "ends", "substitute", default_order="-starts"),
            filters=["person", "kind"],
            form=["institution", "person", "kind", "starts", "ends", "substitute"],
            api=Api(fields=("uid", "person", "kind", "starts", "ends", "substitute")),
            icon="date",
        ),
        Resource(
            User,
            visible_to=User.objects.visible_to,
            columns=Columns(
                "username", "display_name", "institution", "is_active", "last_login", default_order="username"
            ),
            filters=["institution", "is_active"],
            search={"username": 10},
            form=["person", "email", "language"],
            generic=["change"],
            actions=[actions.open_user, actions.reset_user, actions.block_user, actions.unblock_user],
            api=Api(fields=("uid", "username", "display_name", "is_active")),
            natural_key=["username"],
            icon="user",
        ),
        Resource(
            RoleGrant,
            empty=_(
                "Who holds which role, for which unit, from when and until when, for example clerk of the post room."
            ),
            visible_to=RoleGrant.objects.visible_to,
            columns=Columns("user", "role", "unit", "subtree", "starts", "ends", "voided_at", default_order="-starts"),
            filters=["user", "role", "unit"],
            actions=[actions.grant_role, actions.revoke_rolegrant],
            api=Api(fields=("uid", "user", "role", "unit", "subtree", "starts", "ends", "voided_at")),
            icon="key",
        ),
        Resource(
            Access,
            empty=_(
                "What was opened to a person or a unit beyond what is their own, for example a case on which two "
                "units work. Rows come by themselves when a matter is given to somebody."
            ),
            visible_to=Access.objects.visible_to,
            columns=Columns(
                "reason",
                "about",
                "user",
                "unit",
                "position",
                "may_act",
                "created_at",
                "until",
                default_order="-created_at",
            ),
            details=["about", "user", "unit", "position", "may_act", "reason", "created_at", "until"],
            filters=["user", "unit", "may_act"],
            search={"reason": 10},
            actions=[actions.end_access],
            api=Api(fields=("uid", "user", "unit", "may_act", "reason", "created_at", "until", "voided_at")),
            icon="key",
        ),
        Resource(
            NumberSeries,
            empty=_(
                "The series from which cases and documents take their numbers, year by year and without gaps. They "
                "come with the institution."
            ),
            visible_to=NumberSeries.objects.visible_to,
            columns=Columns("title", "code", "form", "on_arrival", default_order="code"),
            form=["title", "form", "on_arrival"],
            generic=["change"],
            actions=[actions.open_numberseries],
            api=Api(fields=("uid", "code", "title", "form", "on_arrival")),
            natural_key=["institution", "code"],
            icon="order",
        ),
        Resource(
            Mailbox,
            empty=_(
                "The addresses at which your institution takes letters. Add one, say how its mail arrives, and set "
                "its password if it is fetched."
            ),
            visible_to=Mailbox.objects.visible_to,
            columns=Columns(
                "address", "title", "unit", "arrives_by", "state", "last_checked_at", default_order="address"
            ),
            filters=["institution", "arrives_by", "active"],
            form=[
                "institution",
                "address",
                "title",
                "unit",
                "arrives_by",
                "host",
                "port",
                "security",
                "login",
                "folder",
                "sends_receipts",
                "plus_addresses",
                "authserv_id",
                "filter_mark",
                "aside_lists",
                "active",
            ],
            details=[
                "address",
                "title",
                "institution",
                "unit",
                "arrives_by",
                "host",
                "port",
                "security",
                "login",
                "folder",
                "plus_addresses",
                "authserv_id",
                "filter_mark",
                "aside_lists",
                "secret_set_at",
                "sends_receipts",
                "active",
                "last_checked_at",
                "last_error",
            ],
            actions=[actions.set_secret_mailbox, actions.check_mailbox],
            api=Api(
                fields=(
                    "uid",
                    "address",
                    "title",
                    "unit",
                    "arrives_by",
                    "sends_receipts",
                    "active",
                    "last_checked_at",
                    "state",
                )
            ),
            natural_key=["address"],
            icon="mail",
        ),
        Resource(
            ApiToken,
            empty=_(
                "A token lets another program read or write under your rights, for example a program of statistics. "
                "Its secret is shown once, when the token is made."
            ),
            visible_to=ApiToken.objects.visible_to,
            columns=Columns("name", "prefix", "expires_on", "last_used_at", "voided_at", default_order="-created_at"),
            actions=[actions.add_apitoken, actions.void_apitoken],
            icon="key",
        ),
        Resource(
            CalendarFeed,
            empty=_(
                "A calendar address shows your terms and tasks in a calendar program, for example on your phone. Make "
                "one from the page “Calendar”; its secret is shown once."
            ),
            visible_to=CalendarFeed.objects.visible_to,
            columns=Columns("name", "whose", "prefix", "last_used_at", "voided_at", default_order="-created_at"),
            actions=[feeds.add_calendarfeed, feeds.void_calendarfeed],
            icon="calendar",
            in_menu=False,
        ),
        Resource(
            SavedView,
            empty=_(
                "A saved view keeps filters, order and columns of a list under a name. Save one under “Views” above "
                "any list."
            ),
            visible_to=SavedView.objects.visible_to,
            columns=Columns("name", "resource", "query", default_order="name"),
            actions=[actions.add_savedview, actions.void_savedview],
            in_menu=False,
        ),
    ],
)
