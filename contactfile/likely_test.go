package contactfile_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// People whose identifier is dropped become one contact, or none.
func TestNewReader_unmappedIdentifier(t *testing.T) {
	t.Parallel()
	for column, stops := range map[string]bool{
		"Alternative Email": true, "Emails": true, "Contact e-mail 2": true, "Kontakt-E-Mail": true, "Office phone": true,
		"Phone (boss)": true, "Account ID": true, "AccountId": true, "ACCOUNTID": true, "User UUID": true, "ID": true,
		"WhatsApp number": true, "Diensttelefon": true, "Preferred phone": true, "customer_id": true, "externalId": true,

		"Rufnummer": true, "Mobilfunknummer": true, "Festnetz": true, "Tél. bureau": true, "Nº de teléfono": true, "GSM-nummer": true,
		"電話番号": true, "メールアドレス": true, "Телефон": true, "Эл. почта": true, "e-posta": true, "手机": true, "邮箱": true,
		"Mailkontakt E-Mail": true, "Puhelin": true, "Handynr.": true, "Correo-e": true, "Tfno.": true, "Mob. No": true,
		"الهاتف": true, "טלפון": true, "Ηλ. ταχυδρομείο": true,

		"電郵": true, "メアド": true, "이메일 주소": true, "휴대폰": true, "手機": true, "Электронная почта": true, "Пошта": true,
		"Моб.": true, "Τηλέφωνο": true, "البريد الإلكتروني": true, "رقم الهاتف": true, "אימייל": true, "อีเมล": true, "ईमेल": true,
		"Số điện thoại": true, "Nomor HP": true, "Telemóvel": true, "E-pošta": true, "Epost": true, "E-mel": true,
		"Te\u0301le\u0301phone du bureau": true, "Ｅｍａｉｌ ｂ": true, "Tel1 Büro": true, "Telnr": true, "Contact No.": true,
		"PEC": true, "Owner ID": true,
		"Home Postal Code": false, "Почтовый индекс": false, "Created by user ID": false, "Tipo de correo": false,
		"CEP": false, "PH": false, "Ph.": false, "SMS": false, "E melding": false,
		"Accepts Email Marketing": false, "SMS consent": false,

		"Do Not Email": false, "Phone Country": false, "Kundenart": false, "Mailing City": false, "Telegram": false,
		"Email opt in": false, "Email type": false, "Phone label": false, "Phonetic First Name": false, "Paid": false,
		"David": false, "Mailing Street": false, "Fax": false, "Notes": false, "Email verified": false, "Covid": false,
		"emailSentDate": false, "Idea": false, "Android": false, "": false,
	} {
		t.Run(column, func(t *testing.T) {
			t.Parallel()
			content := "phone,first_name," + column + "\n+15550100101,Mara,7\n"
			if !stops {
				if file := open(t, content, contactfile.Options{}); len(file.Unmapped()) != 1 {
					t.Errorf("unmapped: %v", file.Unmapped())
				}
				return
			}
			err := failure(t, content, contactfile.Options{SkipBadRows: true})
			wantError(t, err, contactfile.ErrColumns, column, "by -: Options.Map, such as ")
			opts := contactfile.Options{Map: map[string]contactfile.Field{column: contactfile.Ignore}}
			if file := open(t, content, opts); len(file.Unmapped()) != 0 {
				t.Errorf("unmapped: %v", file.Unmapped())
			}
		})
	}
}

// TestNewReader_advice: what a column with the name of an identifier may be for is no field that another column is for.
func TestNewReader_advice(t *testing.T) {
	t.Parallel()
	for content, advice := range map[string]string{
		"email,external_contact_id,user_id\nm@x,7,8\n": "such as user_id=-",
		"email,user_id\nm@x,8\n":                       "such as user_id=external_contact_id",
	} {
		wantError(t, failure(t, content, contactfile.Options{}), contactfile.ErrColumns, advice)
	}
}

// TestNewReader_unmappedContent: a column whose name says nothing stops a file if it has the only addresses, or several
// values that would be the only identifiers.
func TestNewReader_unmappedContent(t *testing.T) {
	t.Parallel()
	for content, column := range map[string]string{
		"phone,Kontakt\n,m@x\n,\n,t@x\n,q@x\n":                               "Kontakt",
		"phone,Kontakt\n,m@x\n,t@x\n":                                        "Kontakt",
		"email,Дозвон\n,+4930901820\n,0049 30 901821\n":                      "Дозвон",
		"email,SMS\nm@x,\nt@x,+4930901820\n":                                 "SMS",
		"email,PH\nm@x,0171 2345678\n":                                       "PH",
		"phone,Kontakt\n,m@x\n":                                              "Kontakt",
		"phone,Kontakt\n,m@x\n,\n,t@x\n":                                     "Kontakt",
		"phone,Kontakt\n,m@x\n,by letter\n,t@x\n,q@x\n":                      "",
		"phone,Kontakt\n+15550100101,m@x\n,t@x\n,q@x\n":                      "Kontakt",
		"external_id,Kontakt\n7,m@x\n8,t@x\n":                                "Kontakt",
		"email,Rappel\n,0171 2345678\n,0171/234 56 78\n":                     "",
		"email,SMS\nm@x,yes\nt@x,no\n":                                       "",
		"email,PH\nm@x,7\n":                                                  "",
		"nome,email,CEP\nM,m@x,01310-100\nT,t@x,22041-001\n":                 "",
		"email,Fax\n,+4930901820\n,+4930901821\n":                            "",
		"email,Customer number\n,0012345678\n,0012345912\n":                  "",
		"email,Notes\nm@x,+49891234567\nt@x,\n":                              "",
		"email,Created by\n,o@x\n,o@x\n":                                     "",
		"phone,email,Sales rep\n+4930901820,,o@x\n+4930901821,,o@x\n,,o@x\n": "",
		"email,Barcode\n,0412345678905\n,0412345678912\n":                    "",
		"email,Emergency contact\n,+4915112345678\n,+4915112345679\n":        "",
	} {
		t.Run(content, func(t *testing.T) {
			t.Parallel()
			if column == "" {
				open(t, content, contactfile.Options{})
				return
			}
			err := failure(t, content, contactfile.Options{})
			wantError(t, err, contactfile.ErrColumns, column, "Options.Map, such as "+column+"=")
		})
	}
}
