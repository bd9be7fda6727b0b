// Package contactfile reads contact files as people have them (CSV, TSV, NDJSON,
// vCard and xlsx, each also compressed with gzip) as rows that package importer
// can send.
//
//	file, err := contactfile.Open("contacts.csv", contactfile.Options{Region: "DE"})
//	if err != nil {
//		return err // says what is wrong, in which line, and what helps
//	}
//	defer file.Close()
//	for row, err := range file.Rows() {
//		if err != nil {
//			return err
//		}
//		send(row.Contact) // a cuedesk.ContactCreate
//	}
//
// # Formats
//
// The format is recognised by the first bytes, not by the name of the file. Text
// must be UTF-8, or the encoding that its byte order mark names. Name any other
// encoding in [Options].Encoding: it is never guessed, because a wrong guess
// damages names in a way that shows only later. The reader finds the delimiter of
// CSV and the header, also below other lines; [File.Notices] lists what it
// skipped.
//
// CSV, NDJSON and vCard are read as a stream of any length, also from a pipe, in
// memory that does not grow. An xlsx workbook is held in memory, and its size is
// limited: see [Options].MaxWorkbook. [Open] reads a regular file twice, so that
// an error which makes the file unreadable comes before the first row.
// [NewReader] reads once: such an error may come after many rows.
//
// # Columns
//
// The field of a column is taken from [Options].Map, otherwise from the preset of
// the program that wrote the file ([Presets]), otherwise from a list of usual
// column names in several languages. [File.Unmapped] lists the columns without a
// field. If the name of such a column says that it holds addresses, phone numbers
// or IDs, the error matches [ErrColumns]: without their identifiers, several
// people would become one contact, or none. Give it a field, or leave it out with
// [Ignore].
//
// If several columns have the same field, the first one that has a value is used,
// and [Row].Changes names the others.
//
// # Values
//
// No value changes silently: it is as in the file, or [Row].Changes names the
// column and the [Kind] of the change. A value that does not fit its field, such
// as a date in a column of phone numbers, is left out and named; the row is still
// yielded. A row with an empty [Row].Key has no identifier: the API refuses such a
// contact.
//
// Phone numbers are written in the international form (E.164) if their country is
// known from their country code or from [Options].Region. A number that a
// spreadsheet may have cut (1.2E+11) is left out, so that it cannot become the number
// of another person. A workbook may have all digits of a number in such a form, as
// Google Sheets write it: then it is read. [Options].KeepPhones keeps all other
// numbers as they are.
//
// Custom fields need a type: see [Custom]. Dates and numbers are read only in the
// form that [Options].Dates and [Options].Decimal give.
//
// # Errors
//
// An [*Error] says in which file, line and column what is wrong, and what helps.
// Its text has no values of contacts. It matches [ErrOptions], [ErrFormat],
// [ErrEncoding], [ErrColumns] or [ErrRow], or is an error of the file system.
// [ErrRow] is about one row that cannot be read: [File.Rows] continues after it if
// [Options].SkipBadRows is set, and [File.Counts] counts such rows.
package contactfile
