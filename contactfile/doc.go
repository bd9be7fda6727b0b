// Package contactfile reads contact files as people have them - CSV and TSV,
// NDJSON, vCard, xlsx, each packed with gzip or not - as rows that an importer
// can send.
//
//	file, err := contactfile.Open("contacts.csv", contactfile.Options{Region: "DE"})
//	if err != nil {
//		return err // what is wrong, in which line, and what helps
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
// The format is recognised by the first bytes, not by the name of the file.
// Text is UTF-8, or what a byte order mark says; any other encoding must be
// named in [Options].Encoding and is never guessed, because a wrong guess
// spoils names in a way that is seen only later. The delimiter of CSV, lines
// before the header, and the header itself are found; [File.Notices] says what
// was passed over.
//
// CSV, NDJSON and vCard are read as a stream of any length, from a pipe too, in
// memory that does not grow. An xlsx workbook is held in memory; its size is
// limited. [Open] reads a regular file twice: whatever makes it unreadable is
// found before the first row is yielded. [NewReader] reads once, and finds it
// on the way.
//
// # Columns
//
// Which field of a contact a column is for is known in this order:
// [Options].Map, the preset of the program that wrote the file ([Presets]), and
// usual names in several languages. [File.Unmapped] lists the columns that are
// for no field. One that by its name holds addresses, phone numbers or IDs
// stops the load with an error that matches [ErrColumns], because people
// without their identifier become one contact, or none: name its field, or
// leave it out with [Ignore].
//
// Several columns may be for one field: the first that has a value is used, and
// the others are named in [Row].Changes.
//
// # Values
//
// Nothing changes silently. Each value is as it is in the file, or
// [Row].Changes names the column and what was done: see [Kind]. A value that is
// not what its field needs, such as a date in a column of phone numbers, is
// left out and named; the person is still a row. A row whose [Row].Key is empty
// has no identifier left: the API takes no such contact.
//
// Phone numbers are written in the international form (E.164) where
// [Options].Region or their country code allows it. What a spreadsheet made of
// a number (15550100101.0, 1.2E+11) is left out, because it never may become
// another number. [Options].KeepPhones keeps the rest as it is.
//
// Custom fields have a declared type: see [Custom]. Dates and numbers are read
// in the form of [Options].Dates and [Options].Decimal only.
//
// # Errors
//
// An [Error] names file, line, column, what is wrong and what helps, and no
// values of contacts. It matches [ErrOptions], [ErrFormat], [ErrEncoding],
// [ErrColumns] or [ErrRow]. After the last of these, of a row that cannot be
// read, [File.Rows] goes on if [Options].SkipBadRows is set; [File.Counts] says
// how many there were.
package contactfile
