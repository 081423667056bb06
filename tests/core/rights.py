"""Which right each page of the desk asks for, and who holds it: written down by hand, apart from the code."""

from __future__ import annotations

RIGHTS: dict[str, str] = {
    "see_desk": """
        desk.today desk.search desk.plots
        accounts.sign_out accounts.prove accounts.own accounts.own_name accounts.own_address
        accounts.own_password accounts.begin_totp accounts.own_totp accounts.remove_totp accounts.make_codes
        accounts.end_session accounts.end_sessions accounts.passkey_ask_proof accounts.passkey_prove
        accounts.new_passkey accounts.passkey_ask_new accounts.passkey_add accounts.edit_passkey
        accounts.remove_passkey setup_manage.way_in
    """,
    "see_petitions": """
        campaigns_manage.index campaigns_manage.show campaigns_manage.preview petitions_manage.index
        petitions_manage.show petition_preview.show recipients_manage.index signatures_manage.curve
    """,
    "add_campaigns": "campaigns_manage.new",
    "edit_campaigns": """
        campaigns_manage.edit campaigns_manage.move campaigns_manage.tell campaigns_manage.untell
        campaign_pictures.edit campaign_pictures.remove
    """,
    "edit_petitions": """
        setup_manage.go_on setup_manage.first setup_manage.look
        petitions_manage.choose petitions_manage.new petitions_manage.edit fraud_manage.decide
        fraud_manage.undo fraud_manage.invalidate_one invalidations_manage.new invalidations_manage.cancel
        invalidations_manage.undo petitions_life.open_ petitions_life.close petitions_life.reopen
        petitions_life.ask_for_review petitions_life.send_back petitions_life.plan petitions_life.reword
        petitions_life.promise_less petitions_life.archive petitions_life.restore
        handing_over_manage.hand_over handing_over_manage.answer_ recipients_manage.new recipients_manage.edit
        contents_manage.show contents_manage.save contents_manage.ask_again contents_manage.end_question
        translations_manage.index translations_manage.edit translations_manage.remove goals_manage.edit
        shown_manage.index shown_manage.name shown_manage.comment shown_manage.answer_report
        shown_manage.many_comments shown_manage.many_reports shown_manage.undo
    """,
    "set_rules": "rules_manage.index rules_manage.remove",
    "enter_paper": """
        petitions_manage.paper kiosks_manage.index kiosks_manage.open_ kiosks_manage.show kiosks_manage.end
    """,
    "see_people": """
        events_manage.index events_manage.show bookings_manage.show bookings_manage.call_those_on
        bookings_manage.call_those_of bookings_manage.print_list volunteers_manage.show
    """,
    "edit_shifts": """
        events_manage.edit events_manage.call_off shifts_manage.new shifts_manage.change shifts_manage.copy
        shifts_manage.call_off shifts_manage.add_role shifts_manage.change_role shifts_manage.close_role
        bookings_manage.add bookings_manage.bring_along bookings_manage.move bookings_manage.remove
    """,
    "plan_events": "events_manage.new events_manage.remove",
    "see_tasks": "tasks_manage.index tasks_manage.show",
    "edit_tasks": """
        tasks_manage.new tasks_manage.copy tasks_manage.edit tasks_manage.move tasks_manage.call_off
        tasks_manage.add tasks_manage.give_back tasks_manage.finish
        many_tasks_manage.finish many_tasks_manage.undo
    """,
    "correct_people": """
        volunteers_manage.correct volunteers_manage.set_member volunteers_manage.download
        volunteers_manage.forget
    """,
    "import_people": """
        importing_manage.index importing_manage.show importing_manage.choose importing_manage.read_in
        importing_manage.throw_away importing_manage.undo
    """,
    "see_signers": """
        fraud_manage.index fraud_manage.release fraud_manage.unmask invalidations_manage.index
        invalidations_manage.show signatures_manage.index signatures_manage.unmask signatures_manage.search
        signatures_manage.show signatures_manage.unmask_one withdrawn_manage.new withdrawn_manage.compare
    """,
    "export_names": """
        exports_manage.new exports_manage.ask exports_manage.show exports_manage.stop exports_manage.download
        exports_manage.mark
    """,
    "read_record": "desk.log desk.copy_log",
    "hide_everything": "hiding_manage.index hiding_manage.hide hiding_manage.show",
    "change_settings": """
        setup_manage.put_away setup_manage.bring_back
        settings_manage.index settings_manage.association settings_manage.looks
        settings_manage.logo settings_manage.remove_logo settings_manage.keeping mail_manage.index
        mail_manage.code mail_manage.check mail_manage.stop envelope_manage.show envelope_manage.make
        legal_manage.index legal_manage.show legal_manage.edit legal_manage.download legal_manage.put_back
    """,
    "manage_accounts": """
        people_manage.index people_manage.show people_manage.end people_manage.let_in_again
        people_manage.invite_again people_manage.switch invitations_manage.new invitations_manage.resend
        invitations_manage.withdraw invitations_manage.review
    """,
}
ASKED = {endpoint: right for right, endpoints in RIGHTS.items() for endpoint in endpoints.split()}
"""The right that each endpoint asks for."""

OF_THE_WHOLE = {
    "add_campaigns",
    "set_rules",
    "correct_people",
    "import_people",
    "change_settings",
    "manage_accounts",
}
"""What nobody holds who works with named campaigns."""
ON_SHIFTS = {"see_desk", "see_people", "edit_shifts"}
HELD: dict[str, set[str]] = {
    "administrator": set(RIGHTS),
    "organizer": set(RIGHTS) - {"change_settings", "manage_accounts"},
    "shift_leader": ON_SHIFTS | {"plan_events", "see_tasks", "edit_tasks"},
    "paper_clerk": {"see_desk", "see_petitions", "enter_paper"},
    "data_officer": {
        "see_desk",
        "see_petitions",
        "see_people",
        "see_tasks",
        "correct_people",
        "see_signers",
        "export_names",
        "read_record",
    },
    "event_organizer": ON_SHIFTS,
}
"""What each role holds."""

OWN_OR_SHARED = ("accounts.", "setup_manage.", "importing_manage.", "recipients_manage.", "rules_manage.")
"""Pages of what is one's own, or everybody's who holds the right: nobody else's campaign is asked for."""

LESS = {("POST desk.search", "paper_clerk"): 403}
"""What a role gets at a door that it comes through with less: to search among people it has no right."""
NEEDS_CAMPAIGN = {"POST events_manage.new": 422, "POST tasks_manage.new": 422}
"""What those with named campaigns get where none was chosen: what they make belongs to one of them."""
