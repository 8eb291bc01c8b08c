"""What the reader promises in German, French, Spanish and Japanese: the same reading, however people put it there.

Each promise is kept in every language by sentences of its own, not by translations: separable verbs and compounds in
German, elisions in French, pronouns joined to verbs in Spanish, particles in Japanese.
"""

import pytest

from rules.classification import NotAModel
from rules.grid import Location, Model, Ownership
from rules.reading import classify

# --- Work given to another company ---


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Die Rechnungsprüfung geben wir ab Mai an einen Anbieter in Bangalore ab."),
        ("DE", "Wir lagern die Rechnungsprüfung an einen Anbieter in Bangalore aus."),
        ("DE", "Zum Jahreswechsel wird der Helpdesk nach Colombo an einen spezialisierten Anbieter ausgelagert."),
        ("DE", "Chipkonzern lässt künftig bei TSMC in Taiwan fertigen und schließt die eigene Fabrik in Dresden"),
        ("DE", "Der Auftragnehmer ist berechtigt, die Leistungen von seinem Standort in Manila aus zu erbringen."),
        ("FR", "La saisie des factures sera sous-traitée à une société d'Antananarivo à compter de septembre."),
        ("FR", "L'hébergement et l'exploitation sont passés chez Wipro, à Hyderabad."),
        ("FR", "Envoyons la retouche photo à un studio de Dacca."),
        ("FR", "Le titulaire pourra réaliser tout ou partie des prestations depuis ses locaux de l'île Maurice."),
        ("ES", "La captura de facturas se la daremos a una empresa de Bogotá a partir de septiembre."),
        ("ES", "Queremos dárselo a un proveedor de Bogotá."),
        ("ES", "El alojamiento y la explotación pasan a Wipro, en Hyderabad."),
        ("ES", "El adjudicatario podrá prestar los servicios desde sus oficinas de Bogotá."),
        ("JP", "請求書の入力作業は、5月からバンガロールの会社にお願いする予定です。"),
        ("JP", "一次サポートはベトナムのFPTに外注する。"),
        ("JP", "サーバー運用はハイデラバードのウィプロが引き受けることになった。"),
        ("JP", "オフショア開発の委託先をホーチミンで探したい。"),
    ],
)
def test_a_company_far_away_is_offshore_outsourcing(home: str, text: str) -> None:
    assert classify(text, home).model == Model.OFFSHORE_OUTSOURCING


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Stadtrat beschließt: Schulkantinen gehen an privaten Betreiber"),
        ("DE", "Gegenstand der Ausschreibung sind Bewachungsleistungen an drei Standorten der Bundespolizei."),
        ("DE", "Wir suchen eine Gebäudereinigung für den Standort Bielefeld, täglich ab 18 Uhr."),
        ("DE", "Nicht der Dienstleister in Danzig, sondern einer in Rostock übernimmt die Inventur unserer Filialen."),
        ("FR", "Le présent marché a pour objet le gardiennage des sites de Cergy et Pontoise."),
        ("FR", "La sécurité du chantier de Toulon a été attribuée à l'entreprise Fiducial."),
        ("CA", "Le déneigement des stationnements de Sherbrooke sera donné à contrat à un entrepreneur local."),
        ("ES", "El contratista prestará el servicio en las dependencias de la entidad contratante, en Vigo."),
        ("ES", "Buscamos un catering en Zaragoza para el comedor de empleados."),
        ("AR", "La limpieza de las oficinas de Rosario queda en manos de una cooperativa."),
        ("JP", "市、図書館の運営を民間に委託へ"),
        ("JP", "乙は、本契約に基づく業務を日本国内の事業所で行わなければならない。"),
        ("JP", "人手が足りないので、昼食は近所の弁当屋に配達してもらうことにした。"),
    ],
)
def test_a_company_at_home_is_domestic_outsourcing(home: str, text: str) -> None:
    assert classify(text, home).model == Model.DOMESTIC_OUTSOURCING


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Der indische Anbieter soll mit zwölf Leuten bei uns in Walldorf sitzen."),
        ("FR", "L'éditeur indien enverra huit consultants dans nos locaux de Nanterre."),
        ("ES", "La consultora india mandará ocho técnicos a nuestras oficinas de Alcobendas."),
        ("JP", "インド系ベンダーの技術者8名が、当社の品川オフィスに常駐して作業します。"),
    ],
)
def test_a_foreign_companys_people_on_your_premises_work_at_home(home: str, text: str) -> None:
    read = classify(text, home)
    assert (read.ownership, read.location) == (Ownership.THIRD_PARTY, Location.DOMESTIC)


# --- Work done by the organisation's own people ---


@pytest.mark.parametrize(
    ("home", "text", "model"),
    [
        ("DE", "Die Abschlussarbeiten wandern in unser Shared-Service-Center in Łódź.", Model.NEARSHORE_CAPTIVE),
        ("DE", "Die Konzernschwester in Chennai erledigt für uns die Reisekostenabrechnung.", Model.OFFSHORE_CAPTIVE),
        ("CH", "Die Backoffice-Arbeiten der Bank zügeln in die konzerneigene Einheit in Pune.", Model.OFFSHORE_CAPTIVE),
        ("FR", "La société sœur de Manille s'occupera désormais des notes de frais.", Model.OFFSHORE_CAPTIVE),
        ("FR", "Le groupe ouvre à Cluj son propre bureau d'études, soixante ingénieurs.", Model.NEARSHORE_CAPTIVE),
        ("CH", "La comptabilité fournisseurs part dans notre bureau de Cracovie.", Model.NEARSHORE_CAPTIVE),
        ("ES", "Nuestra filial al cien por cien en Bangalore se ocupará del desarrollo.", Model.OFFSHORE_CAPTIVE),
        ("ES", "En otoño las cajas de cambio las montará nuestra filial portuguesa en Braga.", Model.NEARSHORE_CAPTIVE),
        ("CL", "La mesa de ayuda se traslada a nuestra oficina de Lima.", Model.NEARSHORE_CAPTIVE),
        ("JP", "経費精算は大連の当社子会社に移したいと考えています。", Model.NEARSHORE_CAPTIVE),
        ("JP", "当社の大連センターが、通販の電話対応も担当します。", Model.NEARSHORE_CAPTIVE),
        ("JP", "製品保守をベンガルールの自社研究所に任せる。", Model.OFFSHORE_CAPTIVE),
    ],
)
def test_an_own_entity_abroad_is_a_captive_even_where_work_is_handed_to_it(home: str, text: str, model: Model) -> None:
    assert classify(text, home).model == model


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Die Stadt holt die Müllabfuhr in die kommunale Hand zurück."),
        ("DE", "Das Klinikum verzichtet auf externe Caterer und kocht ab April wieder selbst."),
        ("DE", "Die Leiharbeiter in der Endmontage übernehmen wir zum Quartalsende in die Stammbelegschaft."),
        ("FR", "La métropole reprend l'eau en régie après trente ans de délégation à Veolia"),
        ("FR", "Les agents d'entretien de l'AP-HP réintègrent l'hôpital"),
        ("FR", "Les intérimaires seront embauchés en CDI, on ne passe plus par l'agence."),
        ("ES", "El ayuntamiento rescata el servicio de aguas tras veinte años en manos privadas"),
        ("ES", "Se acabó la contrata en la fábrica de Vigo: la pintura vuelve a los operarios de la casa."),
        ("ES", "Los eventuales del embalaje pasan a plantilla y prescindimos de la ETT."),
        ("JP", "市は学校給食の民間委託を取りやめ、直営に戻すと発表した。"),
        ("JP", "病院は給食業者との契約を打ち切り、再び自前で調理する。"),
        ("JP", "協力会社に出していた塗装を、豊田工場の社員に戻す。"),
    ],
)
def test_work_taken_back_is_in_house(home: str, text: str) -> None:
    assert classify(text, home).model == Model.IN_HOUSE


# --- Shared, staged or split ---


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Der Dienstleister baut das Zentrum in Hanoi auf, betreibt es drei Jahre und übergibt es dann an uns."),
        (
            "DE",
            "Softwaretests bei TCS in Chennai, Betrieb mit eigener Mannschaft in Linz: So teilt die Firma die IT auf.",
        ),
        ("FR", "Le prestataire monte le centre de Hanoï, l'exploite trois ans puis nous le cède."),
        ("FR", "La moitié des tests reste chez nous à Grenoble, l'autre moitié va à un prestataire de Pune."),
        ("ES", "El proveedor monta el centro de Hanói, lo opera tres años y después nos lo cede."),
        ("ES", "De día atiende nuestro equipo y de noche toma el relevo un proveedor de León."),
        ("JP", "ベンダーがハノイに開発センターを立ち上げ、3年間運営した後に当社へ引き渡す。"),
        ("JP", "昼間は自社チーム、夜間は仙台の委託先が監視を行います。"),
    ],
)
def test_what_is_shared_staged_or_split_is_hybrid(home: str, text: str) -> None:
    assert classify(text, home).ownership is Ownership.HYBRID


# --- What does not count ---


@pytest.mark.parametrize(
    ("home", "text", "model"),
    [
        ("DE", "Kein Fremder soll das machen, sondern die eigenen Leute in Posen.", Model.NEARSHORE_CAPTIVE),
        (
            "DE",
            "Für die Inventur brauchen wir niemanden von außen, das machen die Kollegen aus dem Lager.",
            Model.IN_HOUSE,
        ),
        (
            "DE",
            "Die Poststelle bleibt in eigener Hand; das Angebot der Dienstleister haben wir abgelehnt.",
            Model.IN_HOUSE,
        ),
        ("FR", "Pas question de passer par un prestataire à Madagascar : le support reste chez nous.", Model.IN_HOUSE),
        ("FR", "La direction renonce à externaliser le standard.", Model.IN_HOUSE),
        ("FR", "L'assemblage n'ira pas à un façonnier mais à notre usine sœur de Győr.", Model.NEARSHORE_CAPTIVE),
        ("ES", "Nada de subcontratas: lo hará nuestro propio equipo de Oporto.", Model.NEARSHORE_CAPTIVE),
        ("ES", "La dirección renuncia a externalizar la centralita.", Model.IN_HOUSE),
        ("ES", "Las nóminas se quedan con nosotros, nada de dárselas a una gestoría.", Model.IN_HOUSE),
        ("JP", "外注は使わず、大連の自社チームで対応したい。", Model.NEARSHORE_CAPTIVE),
        ("JP", "給与計算は社内に残し、社労士事務所には出しません。", Model.IN_HOUSE),
        ("JP", "社内チームでも海外子会社でもなく、浜松のシステム会社が引き継ぎます。", Model.DOMESTIC_OUTSOURCING),
    ],
)
def test_what_is_denied_does_not_count(home: str, text: str, model: Model) -> None:
    assert classify(text, home).model == model


@pytest.mark.parametrize(
    ("home", "before", "after"),
    [
        (
            "DE",
            "Die Tests haben wir bisher in Minsk machen lassen, künftig erledigt das unser Team in Jena.",
            "Bislang hat unser Team in Jena getestet, künftig macht das ein Softwarehaus in Minsk.",
        ),
        (
            "FR",
            "Les tests, jusque-là réalisés par une agence de Minsk, le seront désormais par notre équipe de Nantes.",
            "Les tests, jusque-là réalisés par notre équipe de Nantes, le seront désormais par une agence de Minsk.",
        ),
        (
            "ES",
            "Las pruebas, que hasta ahora hacía una agencia de Minsk, las hará nuestro equipo de Murcia.",
            "Las pruebas, que hasta ahora hacía nuestro equipo de Murcia, las hará una agencia de Minsk.",
        ),
        (
            "JP",
            "これまで大連の業者が行っていたテストは、今後は名古屋の自社チームが行う。",
            "これまで名古屋の自社チームが行っていたテストは、今後は大連の業者が行う。",
        ),
    ],
)
def test_of_two_states_the_later_one_counts(home: str, before: str, after: str) -> None:
    assert classify(before, home).model == Model.IN_HOUSE
    assert classify(after, home).ownership is Ownership.THIRD_PARTY
    assert classify(after, home).location is not Location.DOMESTIC


@pytest.mark.parametrize(
    ("home", "text", "model"),
    [
        ("DE", "Besser ein teures Ingenieurbüro in Aachen als ein billiges in Hanoi.", Model.DOMESTIC_OUTSOURCING),
        (
            "DE",
            "Obwohl Manila billiger war, geht der Auftrag an ein Callcenter in Rostock.",
            Model.DOMESTIC_OUTSOURCING,
        ),
        ("FR", "Mieux vaut un bureau d'études cher à Metz qu'un moins cher à Hanoï.", Model.DOMESTIC_OUTSOURCING),
        ("FR", "Plutôt que de recourir à une agence, nous recrutons deux rédacteurs pour le blog.", Model.IN_HOUSE),
        ("ES", "Mejor una ingeniería cara en Bilbao que una barata en Hanói.", Model.DOMESTIC_OUTSOURCING),
        ("ES", "Aunque Manila era más barata, el contrato va a una empresa de Huelva.", Model.DOMESTIC_OUTSOURCING),
        ("JP", "マニラからの見積もりの方が安かったが、沖縄の業者に発注した。", Model.DOMESTIC_OUTSOURCING),
        ("JP", "代理店に頼む代わりに、ライターを2名採用して名古屋の自社チームで書きます。", Model.IN_HOUSE),
    ],
)
def test_the_alternative_that_was_not_chosen_does_not_count(home: str, text: str, model: Model) -> None:
    assert classify(text, home).model == model


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Wir brauchen 30 neue Bürostühle für die Niederlassung in Prag."),
        ("DE", "Der Konzern übernimmt einen Wettbewerber in Brünn."),
        ("DE", "Sachbearbeiter Kreditoren (m/w/d) in Vollzeit am Standort Hagen gesucht."),
        ("DE", "Kann mir jemand sagen, wofür GCC steht?"),
        ("FR", "Il nous faut vingt écrans pour l'agence de Tunis."),
        ("FR", "Recrutons un chargé de paie en CDI à Nantes."),
        ("FR", "D'après une enquête, les PME externalisent de plus en plus leur comptabilité au Maghreb."),
        ("FR", "Où en est ma demande pour le nettoyage des vitres ?"),
        ("ES", "¿En qué se diferencian la externalización y la deslocalización?"),
        ("ES", "Hemos comprado una consultora de Sevilla con 40 empleados, ¿quién avisa a los clientes?"),
        ("ES", "El parque eólico offshore de Canarias empezará a construirse en verano."),
        ("ES", "¿Cómo va mi solicitud de limpieza de cristales?"),
        ("JP", "洋上風力発電の入札結果が公表された。"),
        ("JP", "エンジニア1名を正社員として採用します。勤務地は福岡です。"),
        ("JP", "窓清掃の申請はどうなっていますか。"),
        ("JP", "去年ポルトで会ったベンダーの名前は何でしたっけ。"),
    ],
)
def test_goods_vacancies_questions_and_other_news_are_no_request(home: str, text: str) -> None:
    assert classify(text, home).model == NotAModel.NONE


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("DE", "Die Kreditorenbuchhaltung soll nach Mumbai."),
        ("DE", "400 Stellen wandern von Nürnberg nach Ungarn ab"),
        ("FR", "La comptabilité fournisseurs doit partir à Mumbai."),
        ("FR", "Banque : 500 postes délocalisés en Inde d'ici 2027"),
        ("ES", "La contabilidad de proveedores tiene que irse a Bombay."),
        ("JP", "買掛金の処理をムンバイに移したい。"),
    ],
)
def test_jobs_that_move_abroad_do_not_say_who_will_do_them(home: str, text: str) -> None:
    read = classify(text, home)
    assert (read.model, read.ownership, read.sure) == (NotAModel.UNCLEAR, None, False)


@pytest.mark.parametrize("country", ["U.S.", "U.S.A.", "US", "U.K."])
def test_letters_with_full_stops_behind_them_are_words_of_no_language(country: str) -> None:
    assert classify(f"Hand payroll to a {country} supplier", "DE").ownership is Ownership.THIRD_PARTY
