package contactfile_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// A CSV file of a person who has two numbers in a cell, and of one without an
// identifier.
func Example() {
	content := "Vorname;Nachname;E-Mail-Adresse;Mobiltelefon;Kunde seit\n" +
		"Mara;Quell;mara@example.com;0171 5550100 / 0171 5550101;15.01.2024\n" +
		"Toma;Brink;toma[at]example.com;;\n"
	file, err := contactfile.NewReader(strings.NewReader(content), "kunden.csv", contactfile.Options{
		Region: "DE",
		Dates:  "DD.MM.YYYY",
		Map: map[string]contactfile.Field{
			"Kunde seit": contactfile.Custom("customer_since", contactfile.Date),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	for row, err := range file.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		c := row.Contact
		fmt.Printf("%d: %s %s %s ", row.Line, c.FirstName, c.Email, c.PhoneNumber)
		fmt.Println(c.CustomFields["customer_since"])
		for _, change := range row.Changes {
			fmt.Printf("   %s: %s (%s)\n", change.Column, change.Kind, change.Detail)
		}
		if row.Key == "" {
			fmt.Println("   no identifier: the API takes no such contact")
		}
	}
	// Output:
	// 2: Mara mara@example.com +491715550100 2024-01-15
	//    Mobiltelefon: written in the standard form (E.164)
	//    Mobiltelefon: further value not used (the cell has several numbers)
	//    Kunde seit: written in the standard form (ISO 8601)
	// 3: Toma   <nil>
	//    E-Mail-Adresse: left out (not an e-mail address)
	//    no identifier: the API takes no such contact
}

// The rows of a file go into a workspace by package importer, here into a fake.
func Example_import() {
	ctx, client := context.Background(), cuedesktest.NewServer().Client()
	file, err := contactfile.Open("testdata/02_google_2024.csv", contactfile.Options{Region: "DE"})
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	rows := func(yield func(importer.Row, error) bool) {
		for row, err := range file.Rows() {
			if err != nil {
				yield(importer.Row{}, err)
				return
			}
			if !yield(importer.Row{Line: row.Line, Contact: row.Contact, Source: row}, nil) {
				return
			}
		}
	}
	report, err := importer.Run(ctx, client, rows, importer.Options{})
	fmt.Println(report.Counts, err)
	// Output: 2 imported <nil>
}

// A vCard of version 2.1, as old phones write it.
func Example_vCard() {
	file, err := contactfile.Open("testdata/13_v21_qp.vcf", contactfile.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	for row, err := range file.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		c := row.Contact
		fmt.Println(c.FirstName, c.LastName, c.Email, c.PhoneNumber)
	}
	// Output: Jörg Müßig joerg@example.com +4930901820
}

// A workbook whose columns are named in a way that is not known.
func Example_xlsx() {
	file, err := contactfile.Open("testdata/members.xlsx", contactfile.Options{
		Map: map[string]contactfile.Field{
			"E-Post": contactfile.Email,
			"Seats":  contactfile.Custom("num_seats", contactfile.Long),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	for row, err := range file.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Line, row.Contact.Email, row.Contact.CustomFields["num_seats"])
	}
	fmt.Println("not read:", file.Unmapped()[0].Name)
	// Output:
	// 2 mara@example.com 12
	// 3 toma@example.com <nil>
	// not read: Remarks
}

// The error of a file that cannot be read says what helps.
func ExampleOpen() {
	_, err := contactfile.Open("testdata/05_outlook_german_cp1252.csv", contactfile.Options{})
	var problem *contactfile.Error
	if errors.As(err, &problem) && errors.Is(err, contactfile.ErrEncoding) {
		fmt.Printf("line %d: %s\n", problem.Line, problem.Problem)
		fmt.Printf("%s: Options.%s = %q\n", problem.Fix, problem.Option, problem.Example)
	}
	// Output:
	// line 1: the line is not UTF-8
	// name the encoding of the file: Options.Encoding = "windows-1252"
}

// Rows that cannot be read are named, and the others are read.
func ExampleFile_Rows() {
	text := "email,notes\na@example.com,5\" pipe\nb@example.com,\n"
	file, err := contactfile.NewReader(strings.NewReader(text), "-", contactfile.Options{SkipBadRows: true})
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	for row, err := range file.Rows() {
		var problem *contactfile.Error
		switch {
		case errors.Is(err, contactfile.ErrRow) && errors.As(err, &problem):
			fmt.Println("line", problem.Line, "-", problem.Problem)
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
		default:
			fmt.Println("line", row.Line, "-", row.Contact.Email)
		}
	}
	fmt.Println(file.Counts().Bad, "bad row")
	// Output:
	// line 2 - cell 2 of the row in line 2 has a quote in a cell that does not begin with one
	// line 3 - b@example.com
	// 1 bad row
}

func ExampleParseField() {
	field, err := contactfile.ParseField("custom_fields.num_seats:long")
	fmt.Println(field == contactfile.Custom("num_seats", contactfile.Long), err)
	// Output: true <nil>
}
