package cuedesktest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestNotes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		path := "/v1/contacts/" + a.create("/v1/contacts", `{"whatsapp_id":"1"}`) + "/notes"
		created := a.do(http.StatusCreated, "POST "+path, `{"title":"Meeting","content":{"text":"Discussed\n\"it\"."}}`)
		id := created.text("uuid")
		want := `{"uuid":"` + id + `","title":"Meeting","content":{"text":"Discussed\n\"it\"."},"created_at":"` + epoch +
			`","updated_at":"` + epoch + `","archived_at":null,"status":"active"}`
		equal(t, "created", created.body, want)
		equal(t, "found again", a.do(http.StatusOK, "GET "+path+"/"+id, "").body, want)
		equal(t, "listed", a.do(http.StatusOK, "GET "+path, "").body,
			`{"notes":[`+want+`],"pagination":{"limit":50,"offset":0,"total":1}}`)
		<-time.After(time.Second)
		replaced := a.do(http.StatusOK, "PUT "+path+"/"+id, `{"title":"","content":{"text":""}}`)
		equal(t, "replaced", replaced.body, `{"uuid":"`+id+`","title":"","content":{"text":""},"created_at":"`+epoch+
			`","updated_at":"2000-01-01T00:00:01.000Z","archived_at":null,"status":"active"}`)
		equal(t, "found again", a.do(http.StatusOK, "GET "+path+"/"+id, "").body, replaced.body)
		a.do(http.StatusNoContent, "DELETE "+path+"/"+id, "")
		a.do(http.StatusNotFound, "GET "+path+"/"+id, "")
		a.do(http.StatusNotFound, "DELETE "+path+"/"+id, "")
		a.do(http.StatusOK, "GET "+path, "").want("notes", "[]")
	})
}

func TestNotes_noTitle(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/v1/contacts/" + a.create("/v1/contacts", `{"whatsapp_id":"1"}`) + "/notes"
	for _, body := range []string{`{"content":{"text":"x"}}`, `{"title":null,"content":{"text":"x"}}`} {
		a.do(http.StatusCreated, "POST "+path, body).want("title", "")
	}
}

func TestNotes_otherContact(t *testing.T) {
	t.Parallel()
	w := newFilledAPI(t)
	other := w.create("/v1/contacts", `{"whatsapp_id":"1"}`)
	note := "/v1/contacts/" + other + "/notes/" + w.ids["note_uuid"]
	w.do(http.StatusNotFound, "GET "+note, "")
	w.do(http.StatusNotFound, "PUT "+note, `{"title":"x","content":{"text":"x"}}`)
	w.do(http.StatusNotFound, "DELETE "+note, "")
	w.do(http.StatusOK, "GET /v1/contacts/"+other+"/notes", "").want("notes", "[]")
	w.do(http.StatusOK, "GET /v1/contacts/"+w.ids["contact_uuid"]+"/notes", "").want("pagination.total", "1")
}

func TestNotes_order(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/v1/contacts/" + a.create("/v1/contacts", `{"whatsapp_id":"1"}`) + "/notes"
	for _, title := range []string{"b", "c", "a"} {
		a.create(path, `{"title":"`+title+`","content":{"text":"x"}}`)
	}
	equal(t, "order", a.do(http.StatusOK, "GET "+path, "").keys("notes", "title"), "b,c,a")
}

func TestNotes_invalid(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, create, replace string }{
		{`{}`, "missing body content", "missing body title; missing body content"},
		{`{"title":"x"}`, "missing body content", "missing body content"},
		{`{"title":"x","content":{}}`, "missing body content.text", "missing body content.text"},
		{`{"title":"x","content":null}`, "dict_type body content", "dict_type body content"},
		{`{"title":"x","content":"x"}`, "dict_type body content", "dict_type body content"},
		{`{"title":"x","content":{"text":null}}`, "string_type body content.text", "string_type body content.text"},
		{
			`{"title":1,"content":{"text":1}}`, "string_type body title; string_type body content.text",
			"string_type body title; string_type body content.text",
		},
		{
			`{"title":"x","content":{"text":"x","html":"y"}}`, "extra_forbidden body content.html",
			"extra_forbidden body content.html",
		},
		{
			`{"title":"x","text":"x"}`, "missing body content; extra_forbidden body text",
			"missing body content; extra_forbidden body text",
		},
		{`{"content":{"text":"x"}}`, "", "missing body title"},
		{`{"title":null,"content":{"text":"x"}}`, "", "string_type body title"},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			t.Parallel()
			w := newFilledAPI(t)
			notes := "/v1/contacts/" + w.ids["contact_uuid"] + "/notes"
			if tt.create == "" {
				w.do(http.StatusCreated, "POST "+notes, tt.body)
			} else {
				w.invalid("POST "+notes, tt.body, tt.create)
			}
			w.invalid("PUT "+notes+"/"+w.ids["note_uuid"], tt.body, tt.replace)
			w.do(http.StatusOK, "GET "+notes+"/"+w.ids["note_uuid"], "").want("content.text", `"Hi"`)
		})
	}
}
