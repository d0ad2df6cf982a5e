#include "domain/codeline.h"

#include <ctype.h>
#include <string.h>

static const char *const commands[] = { "apt", "apt-get", "aws", "bash", "brew",
	"bundle", "cat", "cd", "chmod", "chown", "composer", "cp", "createdb", "curl",
	"docker", "docker-compose", "dotnet", "echo", "eval", "export", "gcloud", "gem",
	"git", "go", "helm", "heroku", "import", "java", "kubectl", "ln", "ls", "mkdir",
	"mv", "nano", "npm", "npx", "nvm", "openssl", "php", "pip", "pip3", "pnpm",
	"psql", "python", "python3", "rails", "rake", "rbenv", "rm", "ruby", "rvm",
	"scp", "sh", "source", "ssh", "sudo", "systemctl", "tar", "terraform", "touch",
	"vi", "vim", "wget", "yarn", NULL };

static size_t word_len(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && (isalnum((unsigned char)s[i]) || strchr("_-.", s[i])))
		i++;
	return i;
}

static bool is_command(const char *s, size_t n)
{
	size_t len = word_len(s, n);

	if (len == n || s[len] != ' ' || s[n - 1] == '.')
		return false;
	for (const char *const *c = commands; *c; c++)
		if (strlen(*c) == len && !memcmp(*c, s, len))
			return true;
	return false;
}

/* NAME=value, name = value, key: value, "key": value */
static bool is_assignment(const char *s, size_t n)
{
	size_t quote = s[0] == '"' || s[0] == '\'',
	       len = word_len(s + quote, n - quote);
	size_t i = quote + len;

	if (len == 0)
		return false;
	if (quote)
		return i + 1 < n && s[i] == s[0] && s[i + 1] == ':';
	if (i < n && s[i] == '=')
		return true;
	if (i + 2 < n && !memcmp(s + i, " = ", 3))
		return true;
	if (i < n && s[i] == ':' && islower((unsigned char)s[0]))
		return i + 1 == n || !memchr(s + i, '.', n - i);
	return false;
}

bool kx_codeline(const char *s, size_t n, bool first)
{
	size_t marks = 0, letters = 0;

	if (n == 0)
		return false;
	if (strchr("$%#", s[0]) && n > 2 && s[1] == ' ')
		return s[0] != '#' || first;
	if (s[0] == '<' && s[n - 1] == '>')
		return true;
	if (!strncmp(s, "//", n < 2 ? n : 2) || !strncmp(s, "#!", n < 2 ? n : 2))
		return n >= 2;
	for (size_t i = 1; i + 3 < n; i++)
		if (!memcmp(s + i, "  # ", 4))
			return true;
	if (strchr("{}\\", s[n - 1]) || (s[n - 1] == ';' && memchr(s, '(', n)))
		return true;
	for (size_t i = 0; i < n; i++) {
		marks += strchr("{}[]()<>=;$\\|&^~`\"_/", s[i]) != NULL;
		letters += isalpha((unsigned char)s[i]) || (unsigned char)s[i] >= 0x80;
	}
	if (letters == 0)
		return marks > 0;
	if (marks * 4 > letters && !memchr(s, ' ', n) && marks > 1)
		return !(n > 8 && !memcmp(s, "http", 4));
	return is_assignment(s, n) || (first && is_command(s, n)) ||
	       marks * 3 > letters;
}
