package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestDraw: the picture is well-formed, whatever was printed, and shows the lines as a terminal does in the end.
func TestDraw(t *testing.T) {
	t.Parallel()
	var svg strings.Builder
	printed := "10 rows read\r20 rows read\r\n<b>&amp; " + strings.Repeat("x", 100) + "\n"
	if err := draw(strings.NewReader(printed), &svg, "cuedesk import"); err != nil {
		t.Fatal(err)
	}
	var texts []string
	decoder := xml.NewDecoder(strings.NewReader(svg.String()))
	for inText := false; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				texts = append(texts, string(token))
			}
		}
	}
	want := "$ cuedesk import|20 rows read|<b>&amp; " + strings.Repeat("x", 100)
	if got := strings.Join(texts, "|"); got != want {
		t.Errorf("shows %s", got)
	}
	if !strings.Contains(svg.String(), `width="887"`) { // 109 columns
		t.Errorf("the width is not that of the longest line: %.120s", svg.String())
	}
}
