# C without its comments and without what stands in quotes, line by line, so that a word
# in a message is not taken for code. Sourced before a program that defines code(s).
FNR == 1 { in_comment = 0 }
{
	s = ""
	n = length($0)
	for (i = 1; i <= n; i++) {
		c = substr($0, i, 1)
		two = substr($0, i, 2)
		if (in_comment) {
			if (two == "*/") {
				in_comment = 0
				i++
			}
		} else if (two == "/*") {
			in_comment = 1
			i++
		} else if (two == "//") {
			break
		} else if (c == "\"" || c == "'") {
			for (i++; i <= n && substr($0, i, 1) != c; i++)
				if (substr($0, i, 1) == "\\")
					i++
			s = s c c
		} else {
			s = s c
		}
	}
	code(s)
}
