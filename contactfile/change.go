package contactfile

// Kind is the kind of a change of a value, or of a warning about it.
type Kind string

// The kinds of changes. The text of a kind can be shown to people.
const (
	Trimmed       Kind = "space around it removed"
	InvisibleGone Kind = "invisible characters removed"             // zero-width, control, direction marks
	Unwrapped     Kind = "wrapping removed"                         // mailto:, tel:, Name <address>, ="…", '…
	FurtherUnused Kind = "further value not used"                   // the first of several values was used
	LowerCased    Kind = "letters A to Z made small"                // with Options.LowerCaseEmails
	Reformatted   Kind = "written in the standard form"             // E.164, ISO 8601
	ExtensionGone Kind = "extension or label of the number removed" // a number in E.164 has none
	KeptAsGiven   Kind = "kept as given"                            // a phone number without a country
	NameUnsplit   Kind = "whole name taken as first name"
	LeftOut       Kind = "left out" // the value is not used; Detail says why
)

// LooksLikeRow is the kind of a warning: a cell spans several lines, one of which
// looks like a row. A stray quote may have made that row a part of the cell.
const LooksLikeRow Kind = "cell spans lines, one of which looks like a row"

// CharacterLost is the kind of a warning: a name or text contains the replacement
// character, U+FFFD, because the program that wrote the file could not write the
// character. An address or ID that contains it is left out.
const CharacterLost Kind = "a character was lost before the file was written"

// Garbled is the kind of a warning: a name or text looks like UTF-8 that was read as
// windows-1252, such as Ã¶ in place of ö.
const Garbled Kind = "looks like text that another program has decoded wrongly"

// LooksLikeHeader is the kind of a warning: the cells of a row are names of columns,
// as in a file made of two tables. The rows after it may have other columns.
const LooksLikeHeader Kind = "the row looks like a header: those after it may have other columns"

// Kinds returns the kinds of changes, in the order in which they are declared.
func Kinds() []Kind {
	return []Kind{
		Trimmed, InvisibleGone, Unwrapped, FurtherUnused, LowerCased, Reformatted, ExtensionGone, KeptAsGiven,
		NameUnsplit, LeftOut,
	}
}

// Change says that a value of a row differs from the file, or what to look at in it.
// It does not repeat the value, which is personal: see [Row].Original.
type Change struct {
	Line   int    // the line on which the row begins
	Column string // name of the column
	Kind   Kind   // what was changed, or what the warning is about
	Detail string // why, if the kind does not say it; may be empty
}
