package cuedesk

import (
	"math"
	"strconv"
	"time"
)

// The predefined fields of contacts (API: "Predefined Fields"), for [Where] and
// [Query.OrderBy]. They are of type [TextField], [BoolField] and [TimeField].
var (
	FirstName         = textField("first_name")
	LastName          = textField("last_name")
	Email             = textField("email")
	PhoneNumber       = textField("phone_number")
	WhatsAppID        = textField("whatsapp_id")
	FBMessengerID     = textField("fb_messenger_id")
	ExternalContactID = textField("external_contact_id")
	ClientReference   = textField("client_reference") // no operation sets or returns it
	Archived          = boolField("archived")
	CreatedAt         = timeField("created_at")
	UpdatedAt         = timeField("updated_at")
	LastEngagedAt     = timeField("last_engaged_at")
)

// A predefined field has no data type. The reference page shows these calls.
func textField(name string) TextField { return TextField{field{name: name}} }
func boolField(name string) BoolField { return BoolField{field{name: name}} }
func timeField(name string) TimeField { return TimeField{field{name: name}, time.RFC3339Nano} }

// CustomText returns the field for a custom field of type text, select, multiselect
// or user, by its field key.
func CustomText(key string) TextField { return TextField{field{key, DataText}} }

// CustomLong returns the field for a custom field of type number:integer, by its
// field key.
func CustomLong(key string) LongField { return LongField{field{key, DataLong}} }

// CustomDouble returns the field for a custom field of type number:decimal or
// number:percentage, by its field key.
func CustomDouble(key string) DoubleField { return DoubleField{field{key, DataDouble}} }

// CustomBool returns the field for a custom field of type checkbox, by its field key.
func CustomBool(key string) BoolField { return BoolField{field{key, DataBoolean}} }

// CustomDate returns the field for a custom field of type date, by its field key.
// Times that it is compared with count as dates, in their own location.
func CustomDate(key string) TimeField { return TimeField{field{key, DataDate}, time.DateOnly} }

// CustomDateTime returns the field for a custom field of type date:date_time, by its
// field key.
func CustomDateTime(key string) TimeField {
	return TimeField{field{key, DataDate}, time.RFC3339Nano}
}

// field is what all fields can do.
type field struct {
	name     string
	dataType DataType
}

// filter compares the field with values, which are strings on the wire.
func (f field) filter(operator Operator, values ...string) Filter {
	return Compare(f.name, operator, f.dataType, values...)
}

// Exists finds contacts that have a value in the field.
func (f field) Exists() Filter { return Compare(f.name, OperatorExists, "") }

// Missing finds contacts that have no value in the field.
func (f field) Missing() Filter { return Compare(f.name, OperatorNotExists, "") }

// Asc sorts by the field in ascending order.
func (f field) Asc() Sort { return Sort{f.name, Ascending, f.dataType} }

// Desc sorts by the field in descending order.
func (f field) Desc() Sort { return Sort{f.name, Descending, f.dataType} }

// TextField is a field that holds text. The documentation does not say whether case
// matters when text is compared, nor whether contacts without a value meet IsNot and
// NotContains.
type TextField struct{ field }

// Is finds contacts whose text is exactly this one.
func (f TextField) Is(text string) Filter { return f.filter(OperatorEquals, text) }

// IsNot finds contacts whose text is another one.
func (f TextField) IsNot(text string) Filter { return f.filter(OperatorNotEquals, text) }

// Contains finds contacts whose text contains this one.
func (f TextField) Contains(text string) Filter { return f.filter(OperatorContains, text) }

// NotContains finds contacts whose text does not contain this one.
func (f TextField) NotContains(text string) Filter { return f.filter(OperatorNotContains, text) }

// StartsWith finds contacts whose text starts with this one.
func (f TextField) StartsWith(text string) Filter { return f.filter(OperatorStartsWith, text) }

// EndsWith finds contacts whose text ends with this one.
func (f TextField) EndsWith(text string) Filter { return f.filter(OperatorEndsWith, text) }

// BoolField is a field that is true or false.
type BoolField struct{ field }

// Is finds contacts whose value is this one.
func (f BoolField) Is(value bool) Filter { return f.filter(OperatorEquals, strconv.FormatBool(value)) }

// LongField is a custom field that holds whole numbers.
type LongField struct{ field }

func (f LongField) compare(operator Operator, n int64) Filter {
	return f.filter(operator, strconv.FormatInt(n, 10))
}

// Is finds contacts whose number is n.
func (f LongField) Is(n int64) Filter { return f.compare(OperatorEquals, n) }

// IsNot finds contacts whose number is not n.
func (f LongField) IsNot(n int64) Filter { return f.compare(OperatorNotEquals, n) }

// GreaterThan finds contacts whose number is above n.
func (f LongField) GreaterThan(n int64) Filter { return f.compare(OperatorGreater, n) }

// AtLeast finds contacts whose number is n or above.
func (f LongField) AtLeast(n int64) Filter { return f.compare(OperatorAtLeast, n) }

// LessThan finds contacts whose number is below n.
func (f LongField) LessThan(n int64) Filter { return f.compare(OperatorLess, n) }

// AtMost finds contacts whose number is n or below.
func (f LongField) AtMost(n int64) Filter { return f.compare(OperatorAtMost, n) }

// Between finds contacts whose number is from low to high; that both are included
// is assumed. A low above high is an error when the query is sent.
func (f LongField) Between(low, high int64) Filter {
	filter := f.filter(OperatorRange, strconv.FormatInt(low, 10), strconv.FormatInt(high, 10))
	return filter.ordered(low <= high)
}

// ordered has a problem with a range that ends before it begins, which nothing is in.
func (f Filter) ordered(ok bool) Filter {
	if !ok {
		f.problem = "must not end before it begins"
	}
	return f
}

// DoubleField is a custom field that holds decimal numbers. Comparing it with
// infinity or NaN is an error when the query is sent.
type DoubleField struct{ field }

func (f DoubleField) compare(operator Operator, numbers ...float64) Filter {
	var texts []string
	problem := ""
	for _, x := range numbers {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			problem = "must be a finite number"
		}
		texts = append(texts, strconv.FormatFloat(x, 'f', -1, 64))
	}
	filter := f.filter(operator, texts...)
	filter.problem = problem
	return filter
}

// Is finds contacts whose number is x.
func (f DoubleField) Is(x float64) Filter { return f.compare(OperatorEquals, x) }

// IsNot finds contacts whose number is not x.
func (f DoubleField) IsNot(x float64) Filter { return f.compare(OperatorNotEquals, x) }

// GreaterThan finds contacts whose number is above x.
func (f DoubleField) GreaterThan(x float64) Filter { return f.compare(OperatorGreater, x) }

// AtLeast finds contacts whose number is x or above.
func (f DoubleField) AtLeast(x float64) Filter { return f.compare(OperatorAtLeast, x) }

// LessThan finds contacts whose number is below x.
func (f DoubleField) LessThan(x float64) Filter { return f.compare(OperatorLess, x) }

// AtMost finds contacts whose number is x or below.
func (f DoubleField) AtMost(x float64) Filter { return f.compare(OperatorAtMost, x) }

// Between finds contacts whose number is from low to high; that both are included
// is assumed. A low above high is an error when the query is sent.
func (f DoubleField) Between(low, high float64) Filter {
	return f.compare(OperatorRange, low, high).ordered(!(low > high)) // NaN has a problem of its own
}

// TimeField is a field that holds a date, or a date and time. Comparing it with a time
// before the year 0 or after 9999 is an error when the query is sent.
type TimeField struct {
	field
	layout string
}

func (f TimeField) compare(operator Operator, times ...time.Time) Filter {
	var texts []string
	problem := ""
	for _, t := range times {
		if f.layout != time.DateOnly {
			t = t.UTC()
		}
		if year := t.Year(); year < 0 || year > maxYear {
			problem = "must be of the years 0 to 9999"
		}
		texts = append(texts, t.Format(f.layout))
	}
	filter := f.filter(operator, texts...)
	filter.problem = problem
	return filter
}

// maxYear is the last year of RFC 3339. A later one in a text comes before all others.
const maxYear = 9999

// Is finds contacts whose time is t.
func (f TimeField) Is(t time.Time) Filter { return f.compare(OperatorEquals, t) }

// IsNot finds contacts whose time is not t.
func (f TimeField) IsNot(t time.Time) Filter { return f.compare(OperatorNotEquals, t) }

// After finds contacts whose time is later than t.
func (f TimeField) After(t time.Time) Filter { return f.compare(OperatorGreater, t) }

// NotBefore finds contacts whose time is t or later.
func (f TimeField) NotBefore(t time.Time) Filter { return f.compare(OperatorAtLeast, t) }

// Before finds contacts whose time is earlier than t.
func (f TimeField) Before(t time.Time) Filter { return f.compare(OperatorLess, t) }

// NotAfter finds contacts whose time is t or earlier.
func (f TimeField) NotAfter(t time.Time) Filter { return f.compare(OperatorAtMost, t) }

// Between finds contacts whose time is neither before from nor after to; that both
// are included is assumed. A from after to is an error when the query is sent, but for
// times of the same date where dates are compared.
func (f TimeField) Between(from, to time.Time) Filter {
	return f.compare(OperatorRange, from, to).ordered(!from.After(to) || from.Format(f.layout) == to.Format(f.layout))
}
