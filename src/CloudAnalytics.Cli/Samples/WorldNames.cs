namespace CloudAnalytics.Cli.Samples;

/// <summary>Names of which the sample's people, domains and subjects are made. All domains are reserved for examples.</summary>
static class WorldNames
{
    public static readonly string[] First =
    [
        "anna", "max", "lena", "paul", "marie", "jean", "claire", "luc", "sophie", "hugo", "yuki", "haruto", "sakura", "ren", "aoi",
        "alice", "bob", "carol", "david", "emma", "frank", "grace", "henry", "irene", "jack", "karin", "leo", "mona", "nina", "oscar",
        "petra", "quentin", "rosa", "stefan", "tina", "ulrich", "vera", "walter", "xenia", "zoe",
    ];

    public static readonly string[] Last =
    [
        "mueller", "schmidt", "weber", "wagner", "becker", "hoffmann", "koch", "richter", "klein", "wolf", "martin", "bernard", "dubois",
        "moreau", "laurent", "lefebvre", "garnier", "rousseau", "tanaka", "suzuki", "sato", "watanabe", "kobayashi", "nakamura", "smith",
        "jones", "taylor", "brown", "wilson", "evans", "walker", "wright", "rossi", "ferrari", "bianchi", "garcia", "lopez", "novak",
        "kowalski", "jansen", "devries", "larsen", "hansen", "nilsson", "virtanen", "horvat", "popescu", "petrov", "silva", "costa",
    ];

    public static readonly string[] OutsideDomains =
    [
        "webmail.example", "northwind.example", "adatum.example", "litware.example", "tailspin.example", "wingtip.example",
        "proseware.example", "fourthcoffee.example", "alpineski.example", "woodgrove.example", "margies.example", "lucerne.example",
        "relecloud.example", "vanarsdel.example", "trey.example", "example.com", "example.net", "example.org", "kunde.example",
        "lieferant.example", "client.example", "fournisseur.example", "customer.example", "supplier.example", "partner.example",
        "newsletter.example", "bank.example", "verwaltung.example", "universite.example", "daigaku.example",
    ];

    public static readonly string[] Lists = ["all-staff", "sales", "it-team", "vertrieb", "direction", "project-phoenix", "hr", "kaihatsu"];

    public static readonly string[] RelayNames =
        ["erp", "scanner-3f", "scanner-hq", "crm", "backup", "ticket", "webshop", "payroll", "monitoring", "door-control", "wiki", "fax"];

    /// <summary>Subjects; a number sign becomes a number.</summary>
    public static readonly string[] Subjects =
    [
        "Minutes of meeting #", "Re: Offer #", "RE: Project Phoenix, phase #", "Your order #", "Weekly report #", "Invoice #",
        "AW: Angebot Nr. #", "Rückfrage zur Bestellung #", "Einladung: Gespräch über Maßnahme #", "WG: Lieferschein #, bitte prüfen",
        "Réunion n° # déplacée", "Réponse à votre demande #", "TR: Facture # échue", "Congés d'été, équipe #",
        "お問い合わせ #", "会議のご案内 #", "請求書 # の件", "Re: 見積もり #", "Lunch?", "Out of office", "FYI", "Re: \"final\" version #",
        "Server maintenance, weekend #", "Contract #; signed copy", "Fotos vom Fest 😀 #", "Accepted: Planning #",
    ];

    /// <summary>Subjects that a careless page or spreadsheet would execute.</summary>
    public static readonly string[] HostileSubjects =
    [
        "<script>alert('#')</script>", "<b>Sale</b> <img src=x onerror=alert(#)>",
        "=HYPERLINK(\"http://attacker.example/?#\",\"Open invoice\")",
        "=cmd|' /C calc'!A#", "+1-800-555-#", "-2+3+cmd|' /C calc'!A#", "@SUM(1+#)*cmd", "\"quoted\", \"twice\" #", "' OR '1'='1 #",
    ];

    public static readonly string[] SpamSubjects =
        ["You have won # EUR", "Urgent: verify your account #", "Ihr Paket # wartet", "Cheap watches, # % off"];
}
