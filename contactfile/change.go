package contactfile

// Kind is what was done with a value, or what is remarkable about it.
type Kind string

// The kinds of changes. The text of a kind is fit for a report.
const (
	Trimmed       Kind = "space around it removed"
	InvisibleGone Kind = "invisible characters removed"             // zero-width and control characters, direction marks
	Unwrapped     Kind = "wrapping removed"                         // mailto:, tel:, Name <address>, ="…", '…
	FurtherUnused Kind = "further value not used"                   // the first of several values was taken
	LowerCased    Kind = "letters A to Z made small"                // with Options.LowerCaseEmails
	Reformatted   Kind = "written in the standard form"             // E.164, ISO 8601
	ExtensionGone Kind = "extension or label of the number removed" // a number in E.164 has none
	KeptAsGiven   Kind = "kept as given"                            // a phone number, without a region to read it
	NameUnsplit   Kind = "whole name taken as first name"
	LeftOut       Kind = "left out" // the value is not used; Detail says why
)

// LooksLikeRow is the kind of a warning: a cell that spans lines holds
// something that looks like a row, which a stray quote has made part of the
// cell.
const LooksLikeRow Kind = "cell spans lines, one of which looks like a row"

// CharacterLost is the kind of a warning: a name or text has the replacement
// character, U+FFFD, that the program which wrote the file has put in the place of
// one that it could not write. An address or ID that has one is left out.
const CharacterLost Kind = "a character was lost before the file was written"

// Garbled is the kind of a warning: a name or text has characters that UTF-8 becomes
// where a program takes it for windows-1252, such as Ã¶ in the place of ö.
const Garbled Kind = "looks like text that another program has decoded wrongly"

// LooksLikeHeader is the kind of a warning: the cells of a row are names of columns, as
// where two tables were put together. Rows after it may have other columns.
const LooksLikeHeader Kind = "the row looks like a header: those after it may have other columns"

// Kinds returns the kinds of changes, in the order of the documentation.
func Kinds() []Kind {
	return []Kind{
		Trimmed, InvisibleGone, Unwrapped, FurtherUnused, LowerCased, Reformatted, ExtensionGone, KeptAsGiven,
		NameUnsplit, LeftOut,
	}
}

// Change says that a value is not what is written in the file. It does not
// repeat the value, which is personal: that is in [Row].Original.
type Change struct {
	Line   int    // the line on which the row begins
	Column string // name of the column
	Kind   Kind   // what was done
	Detail string // why, if the kind does not say it; may be empty
}
