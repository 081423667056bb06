"""Samling: campaigns, petitions and the people who carry them."""

from __future__ import annotations

from flask import Flask

from app.accounts import all_views as accounts_pages
from app.accounts import prove_views, sessions
from app.accounts import queries as accounts
from app.campaigns import manage as campaigns_manage
from app.campaigns import pictures_manage as campaign_pictures
from app.campaigns import views as campaigns_views
from app.core import (
    access,
    crypto,
    db,
    errors,
    forms,
    headers,
    i18n,
    origin,
    rate,
    signin,
    slugs,
    templates,
    uploads,
)
from app.core.config import Settings, load_settings
from app.desk import manage as desk_manage
from app.exports import manage as exports_manage
from app.fraud import invalidations_manage, rules_manage
from app.fraud import manage as fraud_manage
from app.fraud import views as fraud_views
from app.kiosks import manage as kiosks_manage
from app.kiosks import views as kiosks_views
from app.legal import manage as legal_manage
from app.legal import views as legal_views
from app.people import invitations_manage
from app.people import manage as people_manage
from app.people import views as invitations_views
from app.petitions import (
    contact_views,
    contents_manage,
    counter_views,
    goals_manage,
    handing_over_manage,
    life_manage,
    preview_manage,
    translations_manage,
)
from app.petitions import manage as petitions_manage
from app.petitions import views as petitions_views
from app.pictures import views as pictures_views
from app.recipients import manage as recipients_manage
from app.shifts import booked_views, bookings_manage, events_manage
from app.shifts import manage as shifts_manage
from app.shifts import views as shifts_views
from app.signatures import manage as signatures_manage
from app.signatures import own_acts_views, reports_views, shown_manage, withdrawn_manage
from app.signatures import own_views as own_signatures_views
from app.signatures import views as signatures_views
from app.site import context as site_context
from app.site import (
    envelope_manage,
    hiding_manage,
    mail_manage,
    settings_manage,
    setup_manage,
    setup_views,
    veil_views,
)
from app.site import views as site_views
from app.tasks import manage as tasks_manage
from app.tasks import many_manage as many_tasks_manage
from app.tasks import views as tasks_views
from app.volunteers import importing_manage
from app.volunteers import manage as volunteers_manage
from app.volunteers import views as volunteers_views

BLUEPRINTS = (
    site_views.bp,
    pictures_views.bp,
    setup_views.bp,
    legal_views.bp,
    legal_manage.bp,
    setup_manage.bp,
    envelope_manage.bp,
    campaigns_views.bp,
    petitions_views.bp,
    contact_views.bp,
    counter_views.bp,
    kiosks_views.bp,
    signatures_views.bp,
    own_signatures_views.bp,
    own_acts_views.bp,
    reports_views.bp,
    fraud_views.bp,
    shifts_views.bp,
    booked_views.bp,
    tasks_views.bp,
    volunteers_views.bp,
    accounts_pages.bp,
    desk_manage.bp,
    invitations_views.bp,
    people_manage.bp,
    invitations_manage.bp,
    campaigns_manage.bp,
    campaign_pictures.bp,
    petitions_manage.bp,
    fraud_manage.bp,
    invalidations_manage.bp,
    rules_manage.bp,
    life_manage.bp,
    preview_manage.bp,
    handing_over_manage.bp,
    recipients_manage.bp,
    contents_manage.bp,
    translations_manage.bp,
    goals_manage.bp,
    kiosks_manage.bp,
    signatures_manage.bp,
    shown_manage.bp,
    withdrawn_manage.bp,
    events_manage.bp,
    shifts_manage.bp,
    bookings_manage.bp,
    tasks_manage.bp,
    many_tasks_manage.bp,
    volunteers_manage.bp,
    importing_manage.bp,
    exports_manage.bp,
    settings_manage.bp,
    mail_manage.bp,
    hiding_manage.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application from its settings; raises ConfigError or KeyProblem when it must not start."""
    settings = settings or load_settings()
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = Flask(
        __name__,
        template_folder=templates.folder("templates"),
        static_folder=None,  # files have a view of their own, with a digest in their address
        instance_path=str(settings.instance),
    )
    app.config["SETTINGS"] = settings
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body
    app.config["MAX_FORM_PARTS"] = 200
    app.url_map.converters["int"] = slugs.RowNumber
    headers.init_app(app)
    i18n.init_app(app)
    db.init_app(app)
    crypto.init_app(app)
    origin.init_app(app)
    uploads.init_app(app)
    forms.init_app(app)
    rate.init_app(app)
    signin.init_app(app, load=accounts.find_session, idles=sessions.IDLES)
    access.init_app(app, prove=prove_views.ask_for_proof)
    templates.init_app(app)
    errors.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    site_context.init_app(app)
    veil_views.init_app(app)
    return app
