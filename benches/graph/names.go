// Prints which files of a Go module use names that others declare, as the parser of Go itself sees it:
// names that a file leaves unresolved and another file of its package declares, and selectors of imported
// packages of the module. One edge a line, paths with a tab between.
//
// usage: go run benches/graph/names.go MODULE_PATH FOLDER
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

type source struct {
	path, folder string
	test         bool
	tree         *ast.File
}

func main() {
	module, root := os.Args[1], os.Args[2]
	var sources []source
	filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		name := info.Name()
		if info.IsDir() {
			_, nested := os.Stat(filepath.Join(path, "go.mod"))
			if name == "vendor" || name == "testdata" || path != root && (nested == nil || name[0] == '.' || name[0] == '_') {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return nil
		}
		relative, _ := filepath.Rel(root, path)
		folder := filepath.Dir(relative)
		sources = append(sources, source{relative, folder, strings.HasSuffix(name, "_test.go"), tree})
		return nil
	})
	// Files by folder, package and name.
	declared := map[string][]source{}
	packages := map[string]string{}
	for _, source := range sources {
		name := source.tree.Name.Name
		if !source.test && name != "main" {
			packages[source.folder] = name
		}
		for declaration := range source.tree.Scope.Objects {
			key := source.folder + " " + name + " " + declaration
			declared[key] = append(declared[key], source)
		}
	}
	edges := map[string]bool{}
	add := func(from source, folder, name, member string) {
		for _, to := range declared[folder+" "+name+" "+member] {
			if to.path != from.path && (!to.test || from.test && from.folder == to.folder) {
				edges[from.path+"\t"+to.path] = true
			}
		}
	}
	for _, from := range sources {
		imported := map[string]string{}
		for _, spec := range from.tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if path != module && !strings.HasPrefix(path, module+"/") {
				continue
			}
			folder := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
			if folder == "" {
				folder = "."
			}
			alias := packages[folder]
			if spec.Name != nil {
				alias = spec.Name.Name
			}
			imported[alias] = folder
		}
		unresolved := map[*ast.Ident]bool{}
		for _, name := range from.tree.Unresolved {
			unresolved[name] = true
			if imported[name.Name] == "" {
				add(from, from.folder, from.tree.Name.Name, name.Name)
			}
		}
		ast.Inspect(from.tree, func(node ast.Node) bool {
			selector, is := node.(*ast.SelectorExpr)
			if !is {
				return true
			}
			if name, is := selector.X.(*ast.Ident); is && unresolved[name] && imported[name.Name] != "" {
				folder := imported[name.Name]
				add(from, folder, packages[folder], selector.Sel.Name)
			}
			return true
		})
	}
	lines := make([]string, 0, len(edges))
	for edge := range edges {
		lines = append(lines, edge)
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}
